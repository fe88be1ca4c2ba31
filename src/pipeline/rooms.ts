import { newestThatFit } from "../domain/recent.ts";
import { likeness, type Likeness } from "./align.ts";
import { createComparisons } from "./comparisons.ts";

/**
 * Large buffers that are used again: left to the garbage collector, megabytes would wait for it with each body. Several may keep
 * what lies in one without a copy of their own, and it is used again when the last of them has let go of it.
 */
export interface Rooms {
  /** A buffer of that length with anything in it, kept until it is released. */
  take(length: number): Buffer;
  /** The bytes for as long as they are needed: where they are, when they lie in a buffer from here, otherwise copied into one. */
  keep(bytes: Uint8Array): Buffer;
  /** As `likeness` of `align.ts`; of bytes that are kept it is known when it was asked a moment ago. */
  likeness(base: Buffer, target: Buffer): Likeness;
  readonly scratch: Scratch;
  /** Whoever took or kept it needs it no more. A buffer that is not from here is left alone. */
  release(buffer: Uint8Array): void;
}

/** A buffer of that length for what is done with before the next call. */
export type Scratch = (length: number) => Buffer;

/** Most buffers that wait to be used again, and most bytes of them all. */
const MOST = 8;
const MOST_BYTES = 5 * 1024 * 1024;
/** One that is so many times as long as what is wanted is left to what needs it. */
const TOO_LONG = 4;
/** Longest one that is kept for what is soon done with. */
const MOST_SCRATCH = 512 * 1024;
/** Smaller ones are made anew. */
export const SMALLEST_ROOM = 16 * 1024;

export function createRooms(): Rooms {
  /** How many keep what lies in a buffer. */
  const keepers = new WeakMap<ArrayBufferLike, number>();
  const comparisons = createComparisons();
  let spares: readonly ArrayBufferLike[] = [];

  function take(length: number): Buffer {
    // Not out of Node's pool: one of 8 KB that is kept would hold the 64 KB that it is cut from.
    if (length < SMALLEST_ROOM) return Buffer.allocUnsafeSlow(length);
    const found = spares.find(({ byteLength }) => byteLength >= length && byteLength <= length * TOO_LONG);
    spares = spares.filter((one) => one !== found);
    // What comes next is often a little longer.
    const buffer = found ?? new ArrayBuffer(length + (length >> 3));
    keepers.set(buffer, 1);
    return Buffer.from(buffer, 0, length);
  }

  function isKept({ buffer }: Buffer): boolean {
    return (keepers.get(buffer) ?? 0) > 0;
  }

  return {
    take,
    likeness: (base, target) => (isKept(base) && isKept(target) ? comparisons.likeness(base, target) : likeness(base, target)),
    scratch: createScratch(),
    keep(bytes) {
      const count = keepers.get(bytes.buffer) ?? 0;
      if (count === 0) {
        const copy = take(bytes.length);
        copy.set(bytes);
        return copy;
      }
      keepers.set(bytes.buffer, count + 1);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    },
    release({ buffer }) {
      const count = keepers.get(buffer) ?? 0;
      if (count === 0) return;
      keepers.set(buffer, count - 1);
      if (count > 1) return;
      comparisons.forget(buffer);
      spares = newestThatFit([buffer, ...spares], MOST, MOST_BYTES, ({ byteLength }) => byteLength);
    },
  };
}

/** The same buffer each time, for one purpose. */
export function createScratch(): Scratch {
  let scratch = Buffer.alloc(0);
  return (length) => {
    if (length > MOST_SCRATCH) return Buffer.allocUnsafeSlow(length);
    if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(Math.min(MOST_SCRATCH, length * 2));
    return scratch.subarray(0, length);
  };
}
