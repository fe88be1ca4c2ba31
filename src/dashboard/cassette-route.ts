import type { Finding } from "../cassette/finding.ts";
import { bodyAnswer } from "./body-answer.ts";
import type { CassetteRefusal } from "./contract.ts";
import { pathPart } from "./parameters.ts";
import { problem } from "./problem.ts";
import type { Handler } from "./read-only.ts";

/** What became of a session that should be a cassette. */
export type MadeCassette =
  | { readonly type: "made"; readonly name: string; readonly exchanges: number; readonly pieces: readonly Uint8Array[] }
  | { readonly type: "refused"; readonly findings: readonly Finding[] }
  | { readonly type: "missing" };

/** Makes the cassette of a session of the journal, without holding up this thread; stops when nobody waits for it any more. */
export type MakeCassette = (session: string, signal: AbortSignal) => Promise<MadeCassette>;

/** Answers `/sessions/:id/cassette` with a file; one at a time, since a long session takes a while and memory. */
export function cassetteRoute(make: MakeCassette): Handler {
  let isMaking = false;
  return async (event) => {
    const id = pathPart(event, "id");
    if (event.req.method === "HEAD") return new Response(null, { headers: headersFor("session.json", 0) });
    if (isMaking) throw problem("BUSY", "Another cassette is being made.", "Try again in a moment.", { "retry-after": "2" });
    isMaking = true;
    try {
      const made = await make(id, event.req.signal);
      if (made.type === "missing") throw problem("NOT_FOUND", `There is no session "${id}".`, "See /_ccxray/api/sessions.");
      if (made.type === "refused") return refusal(id, made.findings);
      return await bodyAnswer(event.req, made.pieces, headersFor(made.name, made.exchanges));
    } finally {
      isMaking = false;
    }
  };
}

function headersFor(name: string, exchanges: number): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
    "x-ccxray-exchanges": String(exchanges),
  };
}

function refusal(id: string, findings: readonly Finding[]): Response {
  const answer: CassetteRefusal = {
    error: {
      code: "CASSETTE_INVALID",
      message: "This cassette must not be shown to others as it is.",
      // An id is foreign text, and a hint is pasted into shells.
      hint: `ccxray record --session ${/^[\w-]+$/.test(id) ? id : "ID"} -o FILE keeps it in FILE.partial, for you to mend.`,
    },
    findings,
  };
  return new Response(JSON.stringify(answer), { status: 409, headers: { "content-type": "application/json; charset=utf-8" } });
}
