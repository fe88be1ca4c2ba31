import { Pool } from "undici";
import { longSession } from "../../../test/support/long-session.ts";
import { ask } from "../ask.ts";
import { sliceOf } from "../figures.ts";
import { BENCH_SESSION } from "../session-turns.ts";
import type { Workload } from "../workload.ts";

/** A whole session of 300 turns, one after the other, whose requests grow to 1.3 MB. */
export const session: Workload = {
  name: "session",
  title: "session of 300 turns",
  unit: "turns/s",
  prepare() {
    const bodies = Array.from(longSession(BENCH_SESSION), ({ messages }) => Buffer.from(messages[0]?.payload ?? ""));
    return async (origin) => {
      const pool = new Pool(origin, { connections: 1 });
      const times: number[] = [];
      const started = performance.now();
      for (const [turn, body] of bodies.entries()) {
        const sent = performance.now();
        await ask(pool, `turn ${turn}`, body);
        times.push(performance.now() - sent);
      }
      const elapsed = performance.now() - started;
      await pool.destroy();
      return sliceOf(times, elapsed);
    };
  },
};
