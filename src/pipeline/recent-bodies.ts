import { newestThatFit } from "../domain/recent.ts";
import type { Rooms } from "./rooms.ts";

/** What was seen lately, newest first, and kept in rooms as long as it is remembered. */
export interface RecentBodies<One extends { readonly bytes: Buffer }> {
  readonly all: readonly One[];
  /**
   * Takes over one whose bytes somebody took or kept, and remembers it in the place of `instead`; what is forgotten for it is
   * released. One that is too large is released at once.
   */
  add(one: One, instead?: One): void;
  /** Releases all of them. */
  clear(): void;
}

export function createRecentBodies<One extends { readonly bytes: Buffer }>(rooms: Rooms, most: { readonly count: number; readonly bytes: number }): RecentBodies<One> {
  let all: readonly One[] = [];
  return {
    get all() {
      return all;
    },
    add(one, instead) {
      if (one.bytes.length > most.bytes) return rooms.release(one.bytes);
      const before = all;
      all = newestThatFit([one, ...before.filter((other) => other !== instead)], most.count, most.bytes, ({ bytes }) => bytes.length);
      for (const other of before) if (!all.includes(other)) rooms.release(other.bytes);
    },
    clear() {
      for (const { bytes } of all) rooms.release(bytes);
      all = [];
    },
  };
}
