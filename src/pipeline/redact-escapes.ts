const BACKSLASH = 92;

/** How many backslashes stand directly before an index, at most back to `floor`. */
export function backslashesBefore(text: string, at: number, floor = 0): number {
  let i = at;
  while (i > floor && text.charCodeAt(i - 1) === BACKSLASH) i--;
  return at - i;
}

/**
 * May a word begin here? Most text is inside JSON strings, so what stands before may be the end of an
 * escape (`\n`, `\u003d`, in a URL `%3D`) and is not a letter of the word then; or its start, and the word must not tear it.
 */
export function startsWord(text: string, at: number): boolean {
  if (at <= 0) return true;
  const before = text.charCodeAt(at - 1);
  if (before === BACKSLASH) return false;
  return !isWordCode(before) || /(?:\\[nrtbf]|\\u[\da-f]{4}|%[\da-f]{2})$/i.test(text.slice(Math.max(0, at - 6), at));
}

/** Letters, digits, `_` and `-`. */
export function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
}

/**
 * The end of a quoted text that begins at `from`, behind a quote that `depth` backslashes escape: JSON within
 * JSON strings has its quotes escaped, `\"` once and `\\\"` twice. Undefined when it does not end where it should.
 */
export function endOfQuoted(text: string, from: number, quote: string, depth: number, limit: number): number | undefined {
  const period = 2 * (depth + 1);
  for (let at = text.indexOf(quote, from); at >= 0 && at - from <= limit; at = text.indexOf(quote, at + 1)) {
    const run = backslashesBefore(text, at, from) % period;
    if (run === depth) return at - depth;
    if (run !== period - 1) return undefined;
  }
  return undefined;
}
