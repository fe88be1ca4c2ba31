import { join } from "node:path";
import { Pool } from "undici";
import { askBody, SHORT_ASKS } from "./replay/asks.ts";
import type { Results } from "./results.ts";
import { type Effort, onStage, rotated, runSlices, type Stage, startOn } from "./stage.ts";
import type { Target } from "./target.ts";
import type { Workload } from "./workload.ts";
import { answered } from "./workloads/recorded-asks.ts";

/** Measures what answers recorded asks: how many a second, and how soon after its start. */
export async function benchMocking(effort: Effort, targets: readonly Target[], workloads: readonly Workload[]): Promise<Results> {
  return onStage(effort, { withSession: false }, async (stage) => {
    await runSlices(stage, targets, workloads);
    for (let round = 0; round < effort.rounds; round++) {
      effort.onProgress(`round ${round + 1}: start`);
      for (const target of rotated(targets, round)) (stage.results.firstAnswer[target.name] ??= []).push(await timeToFirstAnswer(stage, target, join("start", String(round))));
    }
  });
}

async function timeToFirstAnswer(stage: Stage, target: Target, part: string): Promise<number> {
  const body = Buffer.from(askBody(SHORT_ASKS, 0));
  const started = performance.now();
  const { origin, close } = await startOn(stage, target, part);
  const pool = new Pool(origin);
  try {
    await answered(pool, body);
    return performance.now() - started;
  } finally {
    await pool.destroy();
    await close();
  }
}
