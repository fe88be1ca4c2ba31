/** Collects numbers and bytes into one buffer. Numbers are LEB128: seven bits a byte, the lowest first. */
export interface VarintWriter {
  /** A whole number from 0 to 2^53 - 1. */
  number(value: number): void;
  /** A whole number of either sign, small ones short (zigzag). */
  signed(value: number): void;
  bytes(value: Uint8Array): void;
  result(): Buffer;
}

export function createVarintWriter(): VarintWriter {
  const parts: Uint8Array[] = [];
  let open: number[] = [];
  const number = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      open.push((rest % 0x80) | 0x80);
      // The shift is quick, and right up to 31 bits.
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    open.push(rest);
  };
  const seal = (): void => {
    if (open.length > 0) parts.push(Buffer.from(open));
    open = [];
  };
  return {
    number,
    signed: (value) => number(value < 0 ? -value * 2 - 1 : value * 2),
    bytes(value) {
      seal();
      parts.push(value);
    },
    result() {
      seal();
      return Buffer.concat(parts);
    },
  };
}

/** Reads what `VarintWriter` wrote. Past the end every number is 0 and bytes are what is left. */
export interface VarintReader {
  isDone(): boolean;
  number(): number;
  signed(): number;
  bytes(length: number): Buffer;
}

export function createVarintReader(buffer: Buffer): VarintReader {
  let at = 0;
  const number = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = buffer[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  };
  return {
    isDone: () => at >= buffer.length,
    number,
    signed() {
      const value = number();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    bytes(length) {
      const found = buffer.subarray(at, at + length);
      at += length;
      return found;
    },
  };
}
