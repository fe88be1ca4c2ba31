import { createHash } from "node:crypto";
import { get } from "node:http";
import type { Health } from "../dashboard/contract.ts";
import { OWN_PATH } from "../domain/own-parameters.ts";
import { numberAt, parseJson, textAt } from "../domain/json.ts";
import type { Clock } from "../platform/clock.ts";

/** Who answers at a port of this machine: a ccxray, somebody else, or nobody. */
export type PortHolder = { readonly holder: "ccxray"; readonly health: Health } | { readonly holder: "other" } | { readonly holder: "nobody" };

const LIMIT_MS = 1000;
const MOST_BYTES = 10_000;

/** A name for the journal in a folder, as `Health` tells it. */
export function journalName(home: string): string {
  return createHash("sha256").update(home).digest("hex").slice(0, 12);
}

/** Asks a port on 127.0.0.1 for its health; gives up after a second. Never rejects. */
export function portHolder(port: number, clock: Pick<Clock, "after">): Promise<PortHolder> {
  return new Promise((resolve) => {
    // No agent: an ordinary connection that is closed afterwards, past any outbound proxy.
    const request = get({ host: "127.0.0.1", port, path: `${OWN_PATH}/health`, agent: false });
    const cancel = clock.after(LIMIT_MS, () => done({ holder: "other" }));
    const done = (answer: PortHolder): void => {
      cancel();
      request.destroy();
      resolve(answer);
    };
    request.on("error", (error: NodeJS.ErrnoException) => done({ holder: error.code === "ECONNREFUSED" ? "nobody" : "other" }));
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > MOST_BYTES) done({ holder: "other" });
      });
      response.on("error", () => done({ holder: "other" }));
      response.on("end", () => done(readHealth(text)));
    });
  });
}

function readHealth(text: string): PortHolder {
  const answer = parseJson(text);
  const [version, journal, pid] = [textAt(answer, "version"), textAt(answer, "journal"), numberAt(answer, "pid")];
  if (textAt(answer, "app") !== "ccxray" || version === undefined || journal === undefined || pid === undefined) return { holder: "other" };
  return { holder: "ccxray", health: { ok: true, app: "ccxray", version, pid, journal } };
}
