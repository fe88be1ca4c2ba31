/** Bytes that came and that nobody has taken yet. */
export interface HeldBytes {
  size(): number;
  add(bytes: Buffer): void;
  /** All of them; afterwards none is held. */
  take(): Buffer;
}

/** Pieces that are held apart: bytes that come one by one would take hundreds of times their size. To join them each time would take long. */
const MOST_PIECES = 1024;
const NOTHING: Buffer = Buffer.alloc(0);

export function createHeldBytes(): HeldBytes {
  let pieces: Buffer[] = [];
  let size = 0;
  const joined = (): Buffer => (pieces.length > 1 ? Buffer.concat(pieces) : (pieces[0] ?? NOTHING));
  return {
    size: () => size,
    add(bytes) {
      if (bytes.length === 0) return;
      pieces.push(bytes);
      size += bytes.length;
      if (pieces.length > MOST_PIECES) pieces = [joined()];
    },
    take() {
      const all = joined();
      pieces = [];
      size = 0;
      return all;
    },
  };
}
