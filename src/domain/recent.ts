// What was seen lately is remembered in several places, since agents send their whole history with each ask.

/** What has most in common with something of `length`, and how much that is; the first that makes up half of it will do. */
export function nearest<One>(known: readonly One[], length: number, commonWith: (one: One) => number): { readonly before: One | undefined; readonly common: number } {
  let best: { readonly before: One | undefined; readonly common: number } = { before: undefined, common: 0 };
  for (const before of known) {
    const common = commonWith(before);
    if (common > best.common) best = { before, common };
    if (common * 2 > length) break;
  }
  return best;
}

/** As many of the newest, which come first, as may be held: at most `most`, and of the size `room` together. */
export function newestThatFit<One>(newestFirst: readonly One[], most: number, room: number, sizeOf: (one: One) => number): readonly One[] {
  let left = room;
  return newestFirst.slice(0, most).filter((one) => {
    const fits = sizeOf(one) <= left;
    if (fits) left -= sizeOf(one);
    return fits;
  });
}
