import { Pool } from "undici";
import { ask } from "../ask.ts";
import { closedLoop } from "../closed-loop.ts";
import type { Workload } from "../workload.ts";

const CLIENTS = 4;

/** Answers of 500 events, as fast as they come. `atOnce`: how many of them the upstream writes in one turn of its event loop. */
export function fullSpeedEvents(name: string, atOnce: number): Workload {
  return {
    name,
    title: `SSE, 500 events at full speed, ${atOnce === 1 ? "each by itself" : `${atOnce} at once`}, ${CLIENTS} clients`,
    unit: "streams/s",
    prepare: () => async (origin, ms) => {
      const pool = new Pool(origin, { connections: CLIENTS });
      const slice = await closedLoop(CLIENTS, ms, () => ask(pool, `stream ${atOnce}`, "{}"));
      await pool.destroy();
      return slice;
    },
  };
}
