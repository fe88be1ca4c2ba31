import type { Problems } from "./problems.ts";

/** What a replay by a real agent came to. */
export interface Outcome {
  readonly problems: Problems;
  /** What a person should know although all is well. */
  readonly notes: readonly string[];
}
