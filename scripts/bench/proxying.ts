import { folderSize } from "./folder-size.ts";
import type { Results } from "./results.ts";
import { addSlice } from "./results.ts";
import { type Effort, folderOf, notePeak, onStage, rotated, runSlices, type Stage, startOn } from "./stage.ts";
import type { Target } from "./target.ts";
import type { Workload } from "./workload.ts";
import { session } from "./workloads/session.ts";

/** Measures proxies: every workload through every target, and whole sessions, each through a target of its own. */
export async function benchProxying(effort: Effort, targets: readonly Target[], workloads: readonly Workload[]): Promise<Results> {
  const withSession = workloads.includes(session);
  return onStage(effort, { withSession }, async (stage) => {
    await runSlices(stage, targets, workloads.filter((workload) => workload !== session));
    if (withSession) await runSessions(stage, targets);
  });
}

async function runSessions(stage: Stage, targets: readonly Target[]): Promise<void> {
  for (let round = 0; round < stage.rounds; round++) {
    stage.onProgress(`round ${round + 1}: session`);
    for (const target of rotated(targets, round)) await runSession(stage, target, `session-${round}`);
  }
}

/** One session through a target that was started for it, so that what it leaves on disk can be weighed. */
async function runSession(stage: Stage, target: Target, part: string): Promise<void> {
  const { pid, origin, close } = await startOn(stage, target, part);
  try {
    addSlice(stage.results, session.name, target.name, await stage.load.run({ workload: session.name, origin, ms: 0 }));
    notePeak(stage, target, pid);
  } finally {
    await close();
  }
  stage.results.sessionDisk[target.name] = folderSize(folderOf(stage, target, part));
}
