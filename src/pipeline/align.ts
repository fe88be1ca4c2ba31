import { commonPrefix, commonSuffix } from "./common-run.ts";

// Where a body is the same as an earlier one. Agents resend their whole history, so most of a body is its
// predecessor's start and end; what lies between is aligned by anchors: short samples of the new body that
// are looked for in the old one, at growing distances, and widened both ways where they are found.

/** Length of a sample in bytes: long enough to be rare, short enough to survive small edits. */
const ANCHOR = 32;
/** Bytes that may be searched in vain for one body, so that unrelated bodies cost milliseconds, not seconds. */
const SEARCH_BUDGET = 8 * 1024 * 1024;
/** How far behind a found run the next may lie: things are seldom moved back, and to look everywhere costs. */
const LOOK_BACK = 64 * 1024;
/** Where `likeness` looks, as parts of the whole, and how many bytes around the same place. */
const SAMPLES = [0.3, 0.5, 0.7, 0.9];
const NEAR = 4096;

/** A stretch of the new body that is also in the old one. */
interface Run {
  readonly base: number;
  readonly target: number;
  readonly length: number;
}

/** Where two bodies agree, in order of the target. */
export interface Alignment {
  readonly runs: readonly Run[];
  /** Bytes of the target that the base does not hold. */
  readonly news: number;
}

/** How many bytes two bodies share at their start, and behind that at their end. */
export interface Ends {
  readonly prefix: number;
  readonly suffix: number;
}

/** A guess at how much of a body another one holds, in bytes, and what they share at their ends. */
export interface Likeness {
  readonly bytes: number;
  readonly ends: Ends;
}

/**
 * A cheap guess, in bytes, at how much of the target the base holds: what they share at both ends, and a
 * few samples looked for near their own place.
 */
export function likeness(base: Buffer, target: Buffer): Likeness {
  const ends = commonEnds(base, target);
  if (ends.prefix * 2 > target.length) return { ends, bytes: ends.prefix + ends.suffix };
  const found = SAMPLES.filter((part) => {
    const at = Math.floor(target.length * part);
    const near = base.subarray(Math.max(0, at - NEAR), at + NEAR);
    return near.includes(target.subarray(at, at + ANCHOR));
  });
  return { ends, bytes: Math.max(ends.prefix + ends.suffix, (found.length / SAMPLES.length) * target.length) };
}

/** `ends`: what they share at their ends, where that is known. */
export function align(base: Buffer, target: Buffer, { prefix, suffix } = commonEnds(base, target)): Alignment {
  const middle = alignMiddle(base.subarray(prefix, base.length - suffix), target.subarray(prefix, target.length - suffix));
  const runs = [
    { base: 0, target: 0, length: prefix },
    ...middle.map((run) => ({ base: run.base + prefix, target: run.target + prefix, length: run.length })),
    { base: base.length - suffix, target: target.length - suffix, length: suffix },
  ].filter(({ length }) => length > 0);
  return { runs, news: target.length - runs.reduce((sum, { length }) => sum + length, 0) };
}

function commonEnds(base: Buffer, target: Buffer): Ends {
  const prefix = commonPrefix(base, target);
  return { prefix, suffix: commonSuffix(base.subarray(prefix), target.subarray(prefix)) };
}

function alignMiddle(base: Buffer, target: Buffer): Run[] {
  const search = createSearch(base);
  const runs: Run[] = [];
  let from = { base: 0, target: 0 };
  for (;;) {
    const run = nextRun(base, target, from, search);
    if (run === undefined) return runs;
    runs.push(run);
    from = { base: run.base + run.length, target: run.target + run.length };
  }
}

/** The next run at or after `from`. Samples lie ever farther apart: what is new is often long. */
function nextRun(base: Buffer, target: Buffer, from: { base: number; target: number }, find: Search): Run | undefined {
  let step = ANCHOR;
  for (let at = from.target; at + ANCHOR <= target.length; at += step, step *= 2) {
    const found = find(target.subarray(at, at + ANCHOR), from.base);
    if (found !== undefined) return widen(base, target, from, { base: found, target: at });
  }
  return undefined;
}

function widen(base: Buffer, target: Buffer, from: { base: number; target: number }, at: { base: number; target: number }): Run {
  // A run behind `from.base` was found by looking back; it may widen to the start of the base.
  const floor = at.base >= from.base ? from.base : 0;
  const before = commonSuffix(base.subarray(floor, at.base), target.subarray(from.target, at.target));
  const after = commonPrefix(base.subarray(at.base), target.subarray(at.target));
  return { base: at.base - before, target: at.target - before, length: before + after };
}

type Search = (sample: Buffer, from: number) => number | undefined;

/** Looks for a sample ahead of `from` first, then a little behind it. Gives up when the budget is spent. */
function createSearch(base: Buffer): Search {
  let budget = SEARCH_BUDGET;
  const within = (sample: Buffer, from: number, to: number): number | undefined => {
    if (to - from < sample.length || budget <= 0) return undefined;
    const found = base.subarray(from, to).indexOf(sample);
    budget -= found < 0 ? to - from : found;
    return found < 0 ? undefined : from + found;
  };
  return (sample, from) =>
    within(sample, from, base.length) ??
    within(sample, Math.max(0, from - LOOK_BACK), Math.min(from + sample.length, base.length));
}
