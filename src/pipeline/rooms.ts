/** Large buffers that are used again. Left to the garbage collector, megabytes would wait for it with each body. */
export interface Rooms {
  /** A buffer of that length with anything in it. */
  take(length: number): Buffer;
  /** What lies in it is not needed any more; a buffer that was not taken here is left alone. */
  give(buffer: Buffer): void;
}

/** Most buffers that wait to be used again, and the largest of them. */
const MOST = 2;
const LARGEST = 8 * 1024 * 1024;
/** Smaller ones are made anew. */
const SMALLEST = 64 * 1024;

export function createRooms(): Rooms {
  const own = new WeakSet<ArrayBufferLike>();
  let spares: readonly ArrayBufferLike[] = [];

  function made(length: number): ArrayBuffer {
    // What comes next is often a little longer.
    const buffer = new ArrayBuffer(length + (length >> 3));
    own.add(buffer);
    return buffer;
  }

  return {
    take(length) {
      if (length < SMALLEST) return Buffer.allocUnsafe(length);
      const found = spares.findLast(({ byteLength }) => byteLength >= length);
      spares = spares.filter((one) => one !== found);
      return Buffer.from(found ?? made(length), 0, length);
    },
    give({ buffer }) {
      if (!own.has(buffer) || buffer.byteLength > LARGEST || spares.includes(buffer)) return;
      spares = [...spares, buffer].toSorted((a, b) => b.byteLength - a.byteLength).slice(0, MOST);
    },
  };
}
