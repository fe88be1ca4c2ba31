import { Pool } from "undici";
import { ask } from "../ask.ts";
import { closedLoop } from "../closed-loop.ts";
import type { Workload } from "../workload.ts";

const CLIENTS = 4;

/** Answers of 500 events, as fast as they come. */
export const fullSpeedEvents: Workload = {
  name: "stream",
  title: "SSE, 500 events at full speed, 4 clients",
  unit: "streams/s",
  prepare: () => async (origin, ms) => {
    const pool = new Pool(origin, { connections: CLIENTS });
    const slice = await closedLoop(CLIENTS, ms, () => ask(pool, "stream", "{}"));
    await pool.destroy();
    return slice;
  },
};
