import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { ask } from "../ask.ts";
import { closedLoop } from "../closed-loop.ts";
import type { Workload } from "../workload.ts";

const FILLER = "what is said in a short request ".repeat(56);

/** Requests of 2 KB, answered with JSON of 2 KB. */
export function smallJson(clients: number): Workload {
  return {
    name: `json-${clients}`,
    title: `small JSON, ${clients === 1 ? "1 client" : `${clients} clients`}`,
    unit: "requests/s",
    prepare: () => async (origin, ms) => {
      const pool = new Pool(origin, { connections: clients });
      const session = randomUUID();
      let n = 0;
      const slice = await closedLoop(clients, ms, () => ask(pool, "json", bodyOf(session, n++)));
      await pool.destroy();
      return slice;
    },
  };
}

function bodyOf(session: string, n: number): string {
  return `{"model":"model-one","max_tokens":1000,"metadata":{"user_id":"user_${session}"},"messages":[{"role":"user","content":"${n} ${FILLER}"}]}`;
}
