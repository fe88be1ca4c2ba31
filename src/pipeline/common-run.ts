// How far two stretches of bytes agree. Whole blocks are compared natively: blocks double while they agree
// and halve once they do not, so megabytes cost a fraction of a millisecond.

const FIRST_BLOCK = 64;

/** Number of bytes that `a` and `b` share at their start. */
export function commonPrefix(a: Buffer, b: Buffer): number {
  return commonRun(Math.min(a.length, b.length), (from, to) => a.subarray(from, to).equals(b.subarray(from, to)));
}

/** Number of bytes that `a` and `b` share at their end. */
export function commonSuffix(a: Buffer, b: Buffer): number {
  return commonRun(Math.min(a.length, b.length), (from, to) =>
    a.subarray(a.length - to, a.length - from).equals(b.subarray(b.length - to, b.length - from)),
  );
}

function commonRun(length: number, agree: (from: number, to: number) => boolean): number {
  let same = 0;
  let limit = length;
  let block = FIRST_BLOCK;
  while (same < limit) {
    const to = Math.min(same + block, limit);
    if (agree(same, to)) {
      same = to;
      block *= 2;
      continue;
    }
    if (to - same === 1) return same;
    limit = to;
    block = (to - same) >> 1;
  }
  return same;
}
