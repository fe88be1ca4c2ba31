/** Makes ids such as `resp_seed000000000000000007`. */
export type NextId = (prefix: string) => string;

/** Ids by counter, so that two runs with the same seed say the same. */
export function countingIds(seed: string): NextId {
  let last = 0;
  return (prefix) => `${prefix}_${seed}${String(++last).padStart(24 - seed.length, "0")}`;
}
