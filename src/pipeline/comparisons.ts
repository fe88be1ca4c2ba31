import { likeness, type Likeness } from "./align.ts";

/**
 * What was found when buffers were compared lately: a body is compared with the one before it by who redacts it, by who reads it
 * and by who stores it, and two megabytes take a tenth of a millisecond each time.
 */
export interface Comparisons {
  /** As `likeness`, of buffers in which nothing changes until they are forgotten. */
  likeness(base: Buffer, target: Buffer): Likeness;
  /** This memory is nobody's any more, and something else may come into it. */
  forget(memory: ArrayBufferLike): void;
}

/** As many as bodies may wait to be stored. */
const MOST = 4;

/** Where bytes are, for as long as somebody else needs them. */
interface Place {
  readonly memory: WeakRef<ArrayBufferLike>;
  readonly offset: number;
  readonly length: number;
}

interface Comparison extends Likeness {
  readonly base: Place;
  readonly target: Place;
}

export function createComparisons(): Comparisons {
  let recent: readonly Comparison[] = [];
  return {
    likeness(base, target) {
      const known = recent.find((one) => isAt(one.base, base) && isAt(one.target, target));
      if (known) return known;
      const found = { base: placeOf(base), target: placeOf(target), ...likeness(base, target) };
      recent = [found, ...recent].slice(0, MOST);
      return found;
    },
    forget(memory) {
      recent = recent.filter(({ base, target }) => base.memory.deref() !== memory && target.memory.deref() !== memory);
    },
  };
}

function placeOf({ buffer, byteOffset, length }: Buffer): Place {
  return { memory: new WeakRef(buffer), offset: byteOffset, length };
}

function isAt({ memory, offset, length }: Place, bytes: Buffer): boolean {
  return memory.deref() === bytes.buffer && offset === bytes.byteOffset && length === bytes.length;
}
