import type { Slice } from "./figures.ts";

/** One kind of traffic. */
export interface Workload {
  /** Short, for `--only` and the JSON. */
  readonly name: string;
  readonly title: string;
  /** What is counted. */
  readonly unit: string;
  /** Makes its data once, then runs slices of about `ms` milliseconds against any origin. */
  prepare(): (origin: string, ms: number) => Promise<Slice>;
}
