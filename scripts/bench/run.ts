import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderSize } from "./folder-size.ts";
import { peakMemoryOfAll } from "./peak-memory.ts";
import { type LoadProcess, startLoad, startUpstream } from "./processes.ts";
import { addSlice, emptyResults, type Results } from "./results.ts";
import { session } from "./workloads/session.ts";
import type { RunningTarget, Target } from "./target.ts";
import type { Workload } from "./workload.ts";

export interface Plan {
  readonly targets: readonly Target[];
  readonly workloads: readonly Workload[];
  readonly rounds: number;
  /** Length of a slice in milliseconds. */
  readonly slice: number;
  /** Told what is being done. */
  readonly onProgress: (text: string) => void;
}

/** Milliseconds of a workload that a target does before it is measured, so that nobody is measured cold. */
const WARM_UP = 500;

interface Stage extends Plan {
  readonly upstream: string;
  readonly load: LoadProcess;
  readonly folder: string;
  readonly results: Results;
}

/** Measures every workload through every target, in turn, round by round: when the machine drifts, it drifts for all. */
export async function runBench(plan: Plan): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), "ccxray-bench-"));
  const upstream = await startUpstream(plan.workloads.includes(session) ? ["--with-session"] : []);
  const load = startLoad();
  const stage = { ...plan, upstream: upstream.origin, load, folder, results: emptyResults() };
  try {
    await runSlices(stage);
    if (plan.workloads.includes(session)) await runSessions(stage);
    return stage.results;
  } finally {
    load.close();
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All but the session: each target lives through all of it. */
async function runSlices(stage: Stage): Promise<void> {
  const workloads = stage.workloads.filter((workload) => workload !== session);
  if (workloads.length === 0) return;
  const running = new Map<Target, RunningTarget>();
  try {
    for (const target of stage.targets) running.set(target, await started(stage, target, "slices"));
    for (let round = 0; round < stage.rounds; round++) for (const workload of workloads) await runSlice(stage, workload, round, running);
    for (const [target, { pid }] of running) notePeak(stage, target, pid);
  } finally {
    await Promise.all([...running.values()].map(async (target) => target.close()));
  }
}

async function runSlice({ targets, slice, load, results, onProgress }: Stage, { name }: Workload, round: number, running: ReadonlyMap<Target, RunningTarget>): Promise<void> {
  onProgress(`round ${round + 1}: ${name}`);
  for (const target of rotated(targets, round)) {
    const origin = running.get(target)?.origin ?? "";
    if (round === 0) await load.run({ workload: name, origin, ms: WARM_UP });
    addSlice(results, name, target.name, await load.run({ workload: name, origin, ms: slice }));
  }
}

/** Each session runs through a target of its own, so that what it leaves on disk can be weighed. */
async function runSessions(stage: Stage): Promise<void> {
  for (let round = 0; round < stage.rounds; round++) {
    stage.onProgress(`round ${round + 1}: session`);
    for (const target of rotated(stage.targets, round)) await runSession(stage, target, round);
  }
}

async function runSession(stage: Stage, target: Target, round: number): Promise<void> {
  const { pid, origin, close } = await started(stage, target, `session-${round}`);
  try {
    addSlice(stage.results, session.name, target.name, await stage.load.run({ workload: session.name, origin, ms: 0 }));
    notePeak(stage, target, pid);
  } finally {
    await close();
  }
  stage.results.sessionDisk[target.name] = folderSize(folderOf(stage, target, `session-${round}`));
}

async function started(stage: Stage, target: Target, part: string): Promise<RunningTarget> {
  const folder = folderOf(stage, target, part);
  mkdirSync(folder, { recursive: true });
  return target.start(stage.upstream, folder);
}

function folderOf({ folder }: Stage, { name }: Target, part: string): string {
  return join(folder, part, name);
}

function notePeak({ results: { peakMemory } }: Stage, { name }: Target, pid: number | undefined): void {
  const peak = pid === undefined ? undefined : peakMemoryOfAll(pid);
  if (peak !== undefined) peakMemory[name] = Math.max(peakMemory[name] ?? 0, peak);
}

/** The same, beginning with another one each round. */
function rotated<Value>(values: readonly Value[], round: number): readonly Value[] {
  const first = round % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
}
