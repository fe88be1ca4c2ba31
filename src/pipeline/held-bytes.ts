const NOTHING: Buffer = Buffer.alloc(0);

/** Bytes that came and that nobody has taken yet. */
export interface HeldBytes {
  readonly size: number;
  add(bytes: Buffer): void;
  /** All of them; afterwards none is held. */
  take(): Buffer;
}

export function createHeldBytes(first: Buffer): HeldBytes {
  let pieces = [first];
  let size = first.length;
  return {
    get size() {
      return size;
    },
    add(bytes) {
      pieces.push(bytes);
      size += bytes.length;
    },
    take() {
      const all = pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces);
      pieces = [];
      size = 0;
      return all;
    },
  };
}
