import { isObject, type Json } from "../domain/json.ts";
import type { Turn } from "../domain/turn.ts";

/** What a turn adds to the one before it in its thread. */
export interface TurnNews {
  /** How many entries of the input, from the start, were there in the turn before. */
  readonly carried: number;
  /** Names of the parts that differ, as in the contract's `TurnAnswer`. */
  readonly changed: readonly string[];
}

/** Compares a turn with the one before it. Cache marks are left out: they move along with every ask. */
export function turnNews(turn: Turn, previous: Turn | undefined): TurnNews {
  if (previous === undefined) return { carried: 0, changed: [] };
  const carried = carriedEntries(turn, previous);
  const changed = [
    ...(carried < previous.input.length ? ["input"] : []),
    ...(same(turn.system, previous.system) ? [] : ["system"]),
    ...(same(turn.tools, previous.tools) ? [] : ["tools"]),
    ...(turn.model === previous.model ? [] : ["model"]),
    ...changedSettings(turn, previous),
  ];
  return { carried, changed };
}

function carriedEntries(turn: Turn, previous: Turn): number {
  const different = turn.input.findIndex((entry, i) => !same(entry, previous.input[i]));
  return different < 0 ? turn.input.length : different;
}

function changedSettings(turn: Turn, previous: Turn): readonly string[] {
  const names = new Set([...Object.keys(previous.settings), ...Object.keys(turn.settings)]);
  return [...names].filter((name) => !same(turn.settings[name], previous.settings[name])).map((name) => `settings.${name}`);
}

function same(one: unknown, other: unknown): boolean {
  return sameJson(one as Json | undefined, other as Json | undefined);
}

/** Compares without making text of it: an input may have megabytes. */
function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => sameJson(item as Json, other[i] as Json));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = keysOf(one);
  return keys.length === keysOf(other).length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]));
}

function keysOf(object: object): readonly string[] {
  return Object.entries(object).flatMap(([key, value]) => (key === "cache_control" || value === undefined ? [] : [key]));
}
