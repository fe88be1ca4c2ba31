import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { ask } from "../ask.ts";
import { sliceOf } from "../figures.ts";
import type { Workload } from "../workload.ts";

const STREAMS = 4;
/** Milliseconds between two events. */
export const PACE = 20;
const SENT = /"sent":"(\d+)"/g;

/** Answers that stream an event every 20 ms: what an event takes from the upstream to the client. */
export const pacedEvents: Workload = {
  name: "paced",
  title: "SSE, an event every 20 ms",
  unit: "events/s",
  prepare: () => async (origin, ms) => {
    const pool = new Pool(origin, { connections: STREAMS });
    const times: number[] = [];
    const note = (chunk: Buffer): void => {
      const now = process.hrtime.bigint();
      for (const [, sent = ""] of chunk.toString("latin1").matchAll(SENT)) times.push(Number(now - BigInt(sent)) / 1e6);
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: STREAMS }, (_, i) => pause((i * PACE) / STREAMS).then(() => ask(pool, `paced ${Math.ceil(ms / PACE)}`, "{}", note))));
    await pool.destroy();
    return sliceOf(times, performance.now() - started);
  },
};
