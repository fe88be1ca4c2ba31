import { statSync } from "node:fs";
import { join } from "node:path";
import { longSession } from "../../test/support/long-session.ts";
import { newsOf } from "./replay/news.ts";
import { addSlice, type Results } from "./results.ts";
import { BENCH_SESSION } from "./session-turns.ts";
import { type Effort, notePeak, onStage, rotated, type Stage, startOn } from "./stage.ts";
import type { Target } from "./target.ts";
import { type Command, proxy, record, replay } from "./targets/ccxray.ts";
import { direct } from "./targets/direct.ts";
import { session } from "./workloads/session.ts";

/** A session recorded and replayed: what the figures of a plain run do not hold. */
export interface RecordedSession {
  readonly results: Results;
  /** MB that the session brought, and MB of the cassette. */
  readonly news: number;
  readonly cassette: number;
  /** Milliseconds from its start until a replay listened, one a round. */
  readonly ready: readonly number[];
}

/** Takes the long session directly, through a proxy and through a recording one, then out of the recording. */
export async function benchRecordedSession(effort: Effort, command: Command): Promise<RecordedSession> {
  const ready: number[] = [];
  let size = 0;
  const results = await onStage(effort, { withSession: true }, async (stage) => {
    for (let round = 0; round < effort.rounds; round++) {
      const cassette = join(stage.folder, `session-${round}.json`);
      effort.onProgress(`round ${round + 1}: session recorded and replayed`);
      for (const target of rotated([direct, proxy(command, "proxy"), record(command, cassette)], round)) await runSession(stage, target, round);
      size = statSync(cassette).size;
      ready.push(await runSession(stage, replay(command, cassette, [], "replay"), round));
    }
  });
  return { results, news: newsOf(longSession(BENCH_SESSION)) / 1e6, cassette: size / 1e6, ready };
}

/** Resolves to the milliseconds that the target took to listen. */
async function runSession(stage: Stage, target: Target, round: number): Promise<number> {
  const started = performance.now();
  const { origin, pid, close } = await startOn(stage, target, `session-${round}`);
  const listened = performance.now() - started;
  try {
    addSlice(stage.results, session.name, target.name, await stage.load.run({ workload: session.name, origin, ms: 0 }));
    notePeak(stage, target, pid);
    return listened;
  } finally {
    await close();
  }
}
