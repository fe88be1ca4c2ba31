import { Pool } from "undici";
import { ask } from "../ask.ts";
import { closedLoop } from "../closed-loop.ts";
import { ASK_KINDS, askBody } from "../replay/asks.ts";
import type { Workload } from "../workload.ts";

const CLIENTS = 2;
/** What only the end of an answer holds, streamed or not. */
const LAST = /message_stop|"end_turn"[^]*\}$/;

/** Asks that have recorded answers, one size a workload, over and over. */
export const recordedAsks: readonly Workload[] = ASK_KINDS.map((kind) => ({
  name: kind.name,
  title: `asks of ${kind.title}, ${CLIENTS} clients`,
  unit: "asks/s",
  prepare() {
    const bodies = Array.from({ length: kind.count }, (_, n) => Buffer.from(askBody(kind, n)));
    return async (origin, ms) => {
      const pool = new Pool(origin, { connections: CLIENTS });
      let n = 0;
      const slice = await closedLoop(CLIENTS, ms, () => answered(pool, bodies[n++ % bodies.length] ?? Buffer.alloc(0)));
      await pool.destroy();
      return slice;
    };
  },
}));

/** Asks once; an answer that is not whole is an error. */
export async function answered(pool: Pool, body: Buffer): Promise<void> {
  let end = "";
  await ask(pool, "recorded", body, (chunk) => (end = (end + chunk.toString("latin1")).slice(-200)));
  if (!LAST.test(end)) throw new Error(`the answer ends with ${JSON.stringify(end)}`);
}
