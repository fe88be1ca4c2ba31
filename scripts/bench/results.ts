import { median, type Slice } from "./figures.ts";

/** What was measured in one run, filled as it goes. */
export interface Results {
  /** The slices of a workload through a target, one a round. */
  readonly slices: Record<string, Record<string, Slice[]>>;
  /** MB that each target held at most, in any of its processes' lives. */
  readonly peakMemory: Record<string, number>;
  /** MB on disk after a session, for the targets that write. */
  readonly sessionDisk: Record<string, number>;
}

export function emptyResults(): Results {
  return { slices: {}, peakMemory: {}, sessionDisk: {} };
}

export function addSlice({ slices }: Results, workload: string, target: string, slice: Slice): void {
  ((slices[workload] ??= {})[target] ??= []).push(slice);
}

/** A figure of a workload through a target, the median of all rounds; undefined when it was not measured. */
export function figure({ slices }: Results, workload: string, target: string, key: keyof Slice): number | undefined {
  const rounds = slices[workload]?.[target];
  return rounds && median(rounds.map((slice) => slice[key]));
}

/** The same against direct, compared within each round, so that it does not matter when the machine was slower. */
export function comparedToDirect({ slices }: Results, workload: string, target: string, compare: (slice: Slice, direct: Slice) => number): number | undefined {
  const [rounds, directly] = [slices[workload]?.[target], slices[workload]?.["direct"]];
  if (rounds === undefined || directly === undefined) return undefined;
  return median(rounds.flatMap((slice, round) => (directly[round] ? [compare(slice, directly[round])] : [])));
}

export const throughputRatio = (slice: Slice, direct: Slice): number => slice.perSecond / direct.perSecond;
export const latencyRatio = (slice: Slice, direct: Slice): number => slice.p50 / direct.p50;
export const addedLatency = (slice: Slice, direct: Slice): number => slice.p50 - direct.p50;
/** How many times as long the same work took. */
export const wallTimeRatio = (slice: Slice, direct: Slice): number => direct.perSecond / slice.perSecond;
