import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peakMemoryOfAll } from "./peak-memory.ts";
import { type LoadProcess, startLoad, startUpstream } from "./processes.ts";
import { addSlice, emptyResults, type Results } from "./results.ts";
import { settled } from "./settle.ts";
import type { RunningTarget, Target } from "./target.ts";
import type { Workload } from "./workload.ts";

/** How long and how often is measured. */
export interface Effort {
  readonly rounds: number;
  /** Length of a slice in milliseconds. */
  readonly slice: number;
  /** Told what is being done. */
  readonly onProgress: (text: string) => void;
}

/** Where a run takes place: the two processes beside the measured ones, a folder, and what was found out. */
export interface Stage extends Effort {
  /** The upstream's origin. */
  readonly upstream: string;
  readonly load: LoadProcess;
  readonly folder: string;
  readonly results: Results;
}

/** Milliseconds of a workload that a target does before it is measured, so that nobody is measured cold. */
const WARM_UP = 500;

/** Sets the stage, lets `act` work on it, and clears it away. */
export async function onStage(effort: Effort, { withSession }: { readonly withSession: boolean }, act: (stage: Stage) => Promise<void>): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), "ccxray-bench-"));
  const upstream = await startUpstream(withSession ? ["--with-session"] : []);
  const load = startLoad();
  const results = emptyResults();
  try {
    await act({ ...effort, upstream: upstream.origin, load, folder, results });
    return results;
  } finally {
    load.close();
    upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures workloads through targets that live through all of it, in turn, round by round: when the machine drifts, it drifts for all. */
export async function runSlices(stage: Stage, targets: readonly Target[], workloads: readonly Workload[]): Promise<void> {
  if (workloads.length === 0) return;
  const running = new Map<Target, RunningTarget>();
  try {
    for (const target of targets) running.set(target, await startOn(stage, target, "slices"));
    for (let round = 0; round < stage.rounds; round++) for (const workload of workloads) await runSlice(stage, workload, round, running);
    for (const [target, { pid }] of running) notePeak(stage, target, pid);
  } finally {
    await Promise.all([...running.values()].map(async (target) => target.close()));
  }
}

async function runSlice({ slice, load, results, onProgress }: Stage, { name }: Workload, round: number, running: ReadonlyMap<Target, RunningTarget>): Promise<void> {
  onProgress(`round ${round + 1}: ${name}`);
  const pids = [...running.values()].flatMap(({ pid }) => pid ?? []);
  for (const [target, { origin }] of rotated([...running], round)) {
    if (!(await settled(pids))) onProgress(`round ${round + 1}: ${name}: measured although not all is quiet`);
    if (round === 0) await load.run({ workload: name, origin, ms: WARM_UP });
    addSlice(results, name, target.name, await load.run({ workload: name, origin, ms: slice }));
  }
}

/** Starts a target with a folder of its own for a part of the run. */
export async function startOn(stage: Stage, target: Target, part: string): Promise<RunningTarget> {
  const folder = folderOf(stage, target, part);
  mkdirSync(folder, { recursive: true });
  return target.start(stage.upstream, folder);
}

export function folderOf({ folder }: Stage, { name }: Target, part: string): string {
  return join(folder, part, name);
}

/** Keeps the highest peak of all processes of a target. */
export function notePeak({ results: { peakMemory } }: Stage, { name }: Target, pid: number | undefined): void {
  const peak = pid === undefined ? undefined : peakMemoryOfAll(pid);
  if (peak !== undefined) peakMemory[name] = Math.max(peakMemory[name] ?? 0, peak);
}

/** The same, beginning with another one each round. */
export function rotated<Value>(values: readonly Value[], round: number): readonly Value[] {
  const first = round % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
}
