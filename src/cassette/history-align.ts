import type { Json } from "../domain/json.ts";
import { sameJson } from "./history-same.ts";

/** A stretch of two lists: the same items in both, or items in the place of others. */
export interface Stretch {
  readonly kept: boolean;
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** More comparisons than this are not worth their time: what lies between start and end counts as replaced. */
const MOST_CELLS = 4_000_000;

/** Where a list has the items of an earlier one, in order; the stretches cover both lists. */
export function align(base: readonly Json[], value: readonly Json[]): readonly Stretch[] {
  const shorter = Math.min(base.length, value.length);
  let start = 0;
  while (start < shorter && sameJson(base[start], value[start])) start++;
  let end = 0;
  while (end < shorter - start && sameJson(base[base.length - 1 - end], value[value.length - 1 - end])) end++;
  const pairs = commonItems(base.slice(start, base.length - end), value.slice(start, value.length - end));
  return stretches([
    ...range(start).map((i) => [i, i] as const),
    ...pairs.map(([i, j]) => [start + i, start + j] as const),
    ...range(end).map((i) => [base.length - end + i, value.length - end + i] as const),
  ], base.length, value.length);
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i);
}

function stretches(pairs: readonly (readonly [number, number])[], baseEnd: number, valueEnd: number): readonly Stretch[] {
  const found: Stretch[] = [];
  let [from, to] = [0, 0];
  const change = (fromEnd: number, toEnd: number): void => {
    if (fromEnd > from || toEnd > to) found.push({ kept: false, from, fromEnd, to, toEnd });
    [from, to] = [fromEnd, toEnd];
  };
  for (const [i, j] of pairs) {
    change(i, j);
    const last = found.at(-1);
    if (last?.kept) found[found.length - 1] = { ...last, fromEnd: i + 1, toEnd: j + 1 };
    else found.push({ kept: true, from: i, fromEnd: i + 1, to: j, toEnd: j + 1 });
    [from, to] = [i + 1, j + 1];
  }
  change(baseEnd, valueEnd);
  return found;
}

/** The longest common subsequence, as pairs of indexes. */
function commonItems(base: readonly Json[], value: readonly Json[]): readonly (readonly [number, number])[] {
  const width = value.length + 1;
  if (base.length === 0 || value.length === 0 || base.length * value.length > MOST_CELLS) return [];
  const a = base.map((item) => JSON.stringify(item));
  const b = value.map((item) => JSON.stringify(item));
  const lengths = new Uint32Array((base.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
