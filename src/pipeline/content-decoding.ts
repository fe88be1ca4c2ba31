import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { createDecompressor, type Decompressor, type ZlibStream } from "./decompressor.ts";

/** Most bytes kept for the case that nothing can be decoded. */
const EARLY_BYTES = 1024 * 1024;

/** Removes the content coding of one body. */
export interface ContentDecoding {
  /** Resolves when all that these bytes give was handed out. */
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/**
 * A decoding for a `Content-Encoding`, or undefined when there is nothing to remove or the coding is
 * unknown. `onData` gets the decoded bytes; when the body is not what the header says, the bytes as they came (`raw`).
 */
export function createContentDecoding(
  contentEncoding: string | undefined,
  onData: (bytes: Uint8Array, raw: boolean) => void,
): ContentDecoding | undefined {
  const codings = codingsOf(contentEncoding);
  if (codings.length === 0 || codings.some((coding) => !Object.hasOwn(STREAMS, coding))) return undefined;
  let early: Uint8Array[] = [];
  let earlyBytes = 0;
  let broken = false;

  const decoders = chain(codings, (bytes) => {
    early = [];
    earlyBytes = EARLY_BYTES;
    onData(bytes, false);
  });

  /** Until something came out of the decoder, it may still turn out that nothing ever will. */
  function keep(bytes: Uint8Array): void {
    if (earlyBytes + bytes.length > EARLY_BYTES) return;
    earlyBytes += bytes.length;
    early.push(new Uint8Array(bytes));
  }

  return {
    async write(bytes) {
      if (broken) return onData(bytes, true);
      keep(bytes);
      const rest = await decoders.write(bytes);
      if (!rest) return;
      broken = true;
      for (const one of early.length > 0 ? early : [rest]) onData(one, true);
      early = [];
    },
    close: () => decoders.close(),
  };
}

/** The codings in the order in which they are to be removed: the last one applied is listed last (RFC 9110, 8.4). */
function codingsOf(contentEncoding = ""): string[] {
  const codings = contentEncoding.split(",").map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== "" && coding !== "identity").toReversed();
}

const STREAMS: Readonly<Record<string, (first: Uint8Array) => ZlibStream>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  // RFC 9110, 8.4.1.2 means the zlib format, but some send bare deflate data.
  deflate: (first) => (isZlib(first) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** RFC 1950, 2.2: method 8, and the first two bytes divide by 31. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (second === 0 || (first * 256 + second) % 31 === 0);
}

/** Decoders one behind the other, each waiting for the next. What a coding before the last cannot read is lost to the next, so all of it counts as unread. */
function chain([coding = "", ...others]: readonly string[], onData: (bytes: Uint8Array) => void): Decompressor {
  if (others.length === 0) return createCodec(coding, onData);
  let between: Uint8Array[] = [];
  const outer = createCodec(coding, (bytes) => between.push(bytes));
  const inner = chain(others, onData);
  return {
    async write(bytes) {
      if (await outer.write(bytes)) return bytes;
      const pieces = between;
      between = [];
      for (const piece of pieces) if (await inner.write(piece)) return bytes;
      return undefined;
    },
    close() {
      outer.close();
      inner.close();
    },
  };
}

function createCodec(coding: string, onData: (bytes: Uint8Array) => void): Decompressor {
  let decoder: Decompressor | undefined;
  return {
    write(bytes) {
      decoder ??= createDecompressor(() => STREAMS[coding]?.(bytes) ?? createGunzip(), onData);
      return decoder.write(bytes);
    },
    close: () => decoder?.close(),
  };
}
