/** A value without quotes: where it ends, and what tells whether it is secret. */
export interface Unquoted {
  readonly end: number;
  readonly hasDigit: boolean;
  /** It holds nothing but what keys and tokens are made of. */
  readonly isPlain: boolean;
}

/** Finds the value without quotes that begins at a place of a text, if it is long enough to be one. */
export type UnquotedAt = (text: string, start: number) => Unquoted | undefined;

/** Characters that stand together. */
interface Run {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly lastDigit: number;
  readonly lastOdd: number;
}

const SHORTEST = 6;
const RUN = /[^\s"'`&;,|<>(){}[\]\\$#]*/y;
const CALL = /[([{]/;
const DIGIT = /\d/;
const ODD = /[^\w.~+/=-]/;

/**
 * Of names upon names (`key=key=key=`), each has all that follows for its value: so what was found out about the last run of
 * characters is remembered, and each is gone through once. Otherwise 300 KB of them took 20 s (measured).
 */
export function createUnquoted(): UnquotedAt {
  let last: Run = { text: "", start: 0, end: 0, lastDigit: -1, lastOdd: -1 };

  return (text, start) => {
    if (start < last.start || start >= last.end || text !== last.text) last = runAt(text, start);
    if (last.end - start < SHORTEST) return undefined;
    return { end: last.end, hasDigit: last.lastDigit >= start, isPlain: last.lastOdd < start };
  };
}

function runAt(text: string, start: number): Run {
  RUN.lastIndex = start;
  const all = RUN.exec(text)?.[0] ?? "";
  // What stands before a bracket is a call: without its last character, in which many a function ends.
  const run = CALL.test(text[RUN.lastIndex] ?? "") ? all.slice(0, -1) : all;
  return { text, start, end: start + run.length, lastDigit: start + lastOf(run, DIGIT), lastOdd: start + lastOf(run, ODD) };
}

/** Before any start when there is none. */
function lastOf(run: string, pattern: RegExp): number {
  for (let at = run.length - 1; at >= 0; at--) if (pattern.test(run[at] ?? "")) return at;
  return -Infinity;
}
