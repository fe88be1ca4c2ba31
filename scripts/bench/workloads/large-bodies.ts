import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { longSession } from "../../../test/support/long-session.ts";
import { ask } from "../ask.ts";
import { closedLoop } from "../closed-loop.ts";
import type { Workload } from "../workload.ts";

const ABOUT = 2_000_000;
const TURNS = 16;
/** Stands in the bodies where the name of the session goes; as long as one. */
const NAME = /user_[0-9a-f-]{36}/;

/** Requests of 2 MB: the last turns of a conversation that grows, then the same again under another session's name. */
export const largeBodies: Workload = {
  name: "bodies",
  title: "2 MB bodies, 1 client",
  unit: "requests/s",
  prepare() {
    const bodies = lastTurns();
    return async (origin, ms) => {
      const pool = new Pool(origin, { connections: 1 });
      let n = 0;
      const slice = await closedLoop(1, ms, () => {
        if (n % TURNS === 0) rename(bodies);
        return ask(pool, "json", bodies[n++ % TURNS]?.body ?? "");
      });
      await pool.destroy();
      return slice;
    };
  },
};

interface NamedBody {
  readonly body: Buffer;
  /** Where the session's name is. */
  readonly at: number;
}

/** Bodies that grow to about 2 MB, by 16 KB a turn. */
function lastTurns(): readonly NamedBody[] {
  const last: NamedBody[] = [];
  for (const { messages } of longSession({ turns: 160, newsPerTurn: 15_800, deltasPerTurn: 34, cwd: "/home/alice/src/project", home: "/home/alice" })) {
    const body = Buffer.from(messages[0]?.payload ?? "");
    if (body.length < ABOUT - 8 * 16_000) continue;
    last.push({ body, at: body.toString("latin1").search(NAME) + "user_".length });
    if (last.length === TURNS) break;
  }
  if (last.length < TURNS) throw new Error("the conversation is too short for bodies of 2 MB");
  return last;
}

function rename(bodies: readonly NamedBody[]): void {
  const session = randomUUID();
  for (const { body, at } of bodies) body.write(session, at, "latin1");
}
