import { isDeepStrictEqual } from "node:util";

/** What was not as it should be, in sentences; none when all is well. */
export type Problems = readonly string[];

export function expectSame(what: string, actual: unknown, expected: unknown): Problems {
  if (isDeepStrictEqual(actual, expected)) return [];
  return [`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}
