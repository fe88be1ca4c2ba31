import { newestThatFit } from "../domain/recent.ts";
import { align, type Alignment } from "../pipeline/align.ts";
import { encodeDelta } from "./delta.ts";
import { CODING, squeeze, type Coding } from "./pack.ts";
import type { Rooms } from "../pipeline/rooms.ts";

// Large messages are packed against a recent one that is like them. Each conversation that runs at the same
// time (the main one, a title, sub-agents) keeps a chain of its own: a new body takes the place of its base
// in the list of recent ones.

/** Where a stored body is: its exchange's row and its segment's number there. */
export interface Place {
  readonly exchange: number;
  readonly seq: number;
}

/** `Where`: how the caller names places; that of a base may not have its row yet when it is packed against. */
export interface PackedBody<Where> {
  readonly coding: Coding;
  readonly base?: Where;
  readonly data: Buffer;
}

export interface Bodies<Where> {
  /** Packs a body that will be stored at `place`, and keeps it as long as it may be a base. */
  pack(place: Where, bytes: Buffer): PackedBody<Where>;
  /** What was packed has been stored: those bodies that are no base any more are let go of. */
  stored(): void;
  /** Forgets every base: what was packed last has not been stored. */
  clear(): void;
}

interface Recent<Where> {
  readonly place: Where;
  readonly bytes: Buffer;
  /** Number of deltas between this body and its key frame. */
  readonly depth: number;
}

/** A body that reads back through more deltas than this would be slow to open. */
const LONGEST_CHAIN = 127;
const MOST_RECENT = 8;
/** How many bases are tried before a body is kept whole. */
const MOST_TRIED = 2;
/** A base whose likeness is less than this part of the body is not worth to be aligned. */
const UNLIKE = 16;
/** Bytes of recent bodies that are held. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Bodies larger than this are rarely resent, and would crowd out the others. */
const LARGEST_BASE = 4 * 1024 * 1024;

/** `rooms`: where bodies are kept that are packed. */
export function createBodies<Where>(rooms: Rooms): Bodies<Where> {
  let recent: readonly Recent<Where>[] = [];
  let packed: Buffer[] = [];

  const remember = (entry: Recent<Where>, instead: Recent<Where> | undefined): void => {
    if (entry.bytes.length > LARGEST_BASE) return;
    recent = newestThatFit([entry, ...recent.filter((one) => one !== instead)], MOST_RECENT, MOST_BYTES, ({ bytes }) => bytes.length);
  };

  return {
    pack(place, bytes) {
      packed.push(bytes);
      const chosen = chooseBase(recent, bytes, rooms);
      if (chosen === undefined || chosen.base.depth >= LONGEST_CHAIN) {
        remember({ place, bytes, depth: 0 }, chosen?.base);
        return packWhole(bytes);
      }
      const { base, alignment } = chosen;
      remember({ place, bytes, depth: base.depth + 1 }, base);
      const { squeezed, data } = squeeze(encodeDelta(bytes, alignment));
      return { coding: squeezed ? CODING.zstdDelta : CODING.delta, base: base.place, data };
    },
    stored() {
      const before = packed;
      packed = recent.map(({ bytes }) => bytes);
      for (const bytes of before) if (!packed.includes(bytes)) rooms.release(bytes);
    },
    clear() {
      // Not let go of one by one: others may keep the same, and what nobody reaches any more is collected.
      recent = [];
      packed = [];
    },
  };
}

/** A body on its own, a key frame. */
export function packWhole(bytes: Buffer): PackedBody<never> {
  const { squeezed, data } = squeeze(bytes);
  return { coding: squeezed ? CODING.zstd : CODING.plain, data };
}

/** The recent body that leaves least to be said anew; none when more than half of the body is new. */
function chooseBase<Where>(recent: readonly Recent<Where>[], bytes: Buffer, rooms: Rooms): { base: Recent<Where>; alignment: Alignment } | undefined {
  const candidates = recent
    .filter((base) => base.bytes.length * 2 >= bytes.length)
    .map((base) => ({ base, alike: rooms.likeness(base.bytes, bytes) }))
    .filter(({ alike }) => alike.bytes * UNLIKE > bytes.length)
    .toSorted((a, b) => b.alike.bytes - a.alike.bytes)
    .slice(0, MOST_TRIED);

  for (const { base, alike } of candidates) {
    const alignment = align(base.bytes, bytes, alike.ends);
    if (alignment.news * 2 < bytes.length) return { base, alignment };
  }
  return undefined;
}
