import { median, type Slice } from "./figures.ts";

/** What was measured in one run, filled as it goes. */
export interface Results {
  /** The slices of a workload through a target, one a round. */
  readonly slices: Record<string, Record<string, Slice[]>>;
  /** MB that each target held at most, in any of its processes' lives. */
  readonly peakMemory: Record<string, number>;
  /** MB on disk after a session, for the targets that write. */
  readonly sessionDisk: Record<string, number>;
  /** Milliseconds from start to the first answer, one a round. */
  readonly firstAnswer: Record<string, number[]>;
}

export function emptyResults(): Results {
  return { slices: {}, peakMemory: {}, sessionDisk: {}, firstAnswer: {} };
}

export function addSlice({ slices }: Results, workload: string, target: string, slice: Slice): void {
  ((slices[workload] ??= {})[target] ??= []).push(slice);
}

/** A figure of a workload through a target, the median of all rounds; undefined when it was not measured. */
export function figure({ slices }: Results, workload: string, target: string, key: keyof Slice): number | undefined {
  const rounds = slices[workload]?.[target];
  return rounds && median(rounds.map((slice) => slice[key]));
}

/** Two targets whose slices are compared. */
export interface Pair {
  readonly target: string;
  readonly baseline: string;
}

/** A comparison of two targets within each round, so that it does not matter when the machine was slower; the median of all rounds. */
export function compared({ slices }: Results, workload: string, { target, baseline }: Pair, compare: (slice: Slice, base: Slice) => number): number | undefined {
  const [rounds, bases] = [slices[workload]?.[target], slices[workload]?.[baseline]];
  if (rounds === undefined || bases === undefined) return undefined;
  return median(rounds.flatMap((slice, round) => (bases[round] ? [compare(slice, bases[round])] : [])));
}

export const throughputRatio = (slice: Slice, base: Slice): number => slice.perSecond / base.perSecond;
export const latencyRatio = (slice: Slice, base: Slice): number => slice.p50 / base.p50;
export const addedLatency = (slice: Slice, base: Slice): number => slice.p50 - base.p50;
/** How many times as long the same work took. */
export const wallTimeRatio = (slice: Slice, base: Slice): number => base.perSecond / slice.perSecond;
