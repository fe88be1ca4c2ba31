import { newestThatFit } from "../domain/recent.ts";
import type { Rooms } from "./rooms.ts";

/** What was seen lately, newest first, and kept in rooms as long as it is remembered. */
export interface RecentBodies<One extends { readonly bytes: Buffer }> {
  readonly all: readonly One[];
  /** Remembers one, whose bytes are kept, in the place of `instead`; the oldest are forgotten. One that is too large is not remembered. */
  add(one: One, instead: One | undefined): void;
}

export function createRecentBodies<One extends { readonly bytes: Buffer }>(rooms: Rooms, most: { readonly count: number; readonly bytes: number }): RecentBodies<One> {
  let all: readonly One[] = [];
  return {
    get all() {
      return all;
    },
    add(one, instead) {
      if (one.bytes.length > most.bytes) return;
      const before = all;
      all = newestThatFit([{ ...one, bytes: rooms.keep(one.bytes) }, ...before.filter((other) => other !== instead)], most.count, most.bytes, ({ bytes }) => bytes.length);
      for (const other of before) if (!all.includes(other)) rooms.release(other.bytes);
    },
  };
}
