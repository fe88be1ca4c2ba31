/** What one workload did through one target in one slice of time. */
export interface Slice {
  /** Requests, streams, messages or turns a second. */
  readonly perSecond: number;
  /** Milliseconds that half of them took at most: of whole requests, or of one paced event on its way. */
  readonly p50: number;
  readonly p99: number;
}

/** From the times that single requests took, in milliseconds, and the time that all took together. */
export function sliceOf(times: readonly number[], elapsed: number, count = times.length): Slice {
  const sorted = times.toSorted((a, b) => a - b);
  return { perSecond: (count / elapsed) * 1000, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

/** The middle one, or between the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [below = Number.NaN, above = Number.NaN] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
