import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** How a segment's data is stored, as numbers on disk: only ever append. */
export const CODING = { plain: 0, zstd: 1, delta: 2, zstdDelta: 3 } as const;
export type Coding = (typeof CODING)[keyof typeof CODING];

/** Level 3: on bodies of agents higher levels cost more than twice the time for a few percent (measured). */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 3 };
/** Bounds of the pieces in which packed bytes come: one is allotted however few there are. The least of those that are not cut out of Node's pool, and what is packed into one. */
const PIECE = { least: 256, most: 256 * 1024, own: 32 * 1024 };
const WORTH_OWN_PIECE = 8 * 1024;
/** What cannot be compressed grows by a part of `2 ** BOUND` at the most (ZSTD_compressBound). */
const BOUND = 8;
/** Whoever damaged a frame may have made it promise terabytes. */
const LARGEST_PIECE = 8 * 1024 * 1024;
/** Bytes of the longest head of a zstd frame; a shorter frame holds next to nothing. */
const LONGEST_HEAD = 18;
/** Below this many bytes a zstd frame saves next to nothing. */
const WORTHWHILE = 128;
/**
 * The same when time is short: to set up a compression takes some 35 µs, four times as long as to compress 4 KB (measured). What is
 * larger is an answer that streams, and saves four fifths: left plain, a busy session took a fifth more on disk.
 */
const WORTHWHILE_HURRIED = 4 * 1024;

/** Bytes compressed when that pays, otherwise as they are. `hurried`: there is no time for small ones. */
export function squeeze(bytes: Buffer, hurried = false): { readonly squeezed: boolean; readonly data: Buffer } {
  if (bytes.length < (hurried ? WORTHWHILE_HURRIED : WORTHWHILE)) return { squeezed: false, data: bytes };
  const chunkSize = pieceFor(bytes.length);
  const piece = zstdCompressSync(bytes, { params: LEVEL, chunkSize, pledgedSrcSize: bytes.length });
  // It may be many times as long as what lies in it, and that waits to be stored.
  const data = released(piece, chunkSize, piece.length * 2 < piece.buffer.byteLength ? piece.length : piece.buffer.byteLength);
  return data.length < bytes.length * 0.9 ? { squeezed: true, data } : { squeezed: false, data: bytes };
}

/** As much as what is packed, so that it comes in one piece, whose memory can be given back; longer than the longest, it comes in several. */
function pieceFor(length: number): number {
  if (length < WORTH_OWN_PIECE) return Math.min(PIECE.most, Math.max(PIECE.least, length >> 2));
  return Math.min(PIECE.most, Math.max(PIECE.own, length + (length >> BOUND) + PIECE.least));
}

/**
 * What came in one piece of a compression, of whose memory so much is kept. Node holds the last piece until all of memory is looked
 * through, 200 KB for each megabyte that was packed (measured): taken from it, it goes as soon as other buffers.
 */
function released(data: Buffer, piece: number, kept = data.buffer.byteLength): Buffer {
  const { buffer, byteOffset, length } = data;
  // Nobody else's memory: what was cut out of a pool, which is longer, or put together of several pieces, which is longer as well.
  const isPiece = byteOffset === 0 && buffer.byteLength === piece && piece >= PIECE.own;
  if (isPiece) return Buffer.from((buffer as ArrayBuffer).transfer(kept), 0, length);
  return kept < buffer.byteLength ? Buffer.from(new Uint8Array(data).buffer) : data;
}

/** Lets go of what was packed and is stored: its memory is free at once. It has mostly outlived its youth, and all of memory would have to be looked through for it. */
export function letGo({ coding, data }: { readonly coding: Coding; readonly data: Buffer }): void {
  // What could not be squeezed may be anybody's.
  if (coding === CODING.zstd || coding === CODING.zstdDelta) (data.buffer as ArrayBuffer).transfer(0);
}

/** Bytes as they were before `squeeze`. Throws when they are damaged. */
export function unsqueeze(data: Uint8Array): Buffer {
  // In one piece: else they come in hundreds, and are put together afterwards. One byte more tells that nothing is left.
  const chunkSize = Math.min(LARGEST_PIECE, Math.max(PIECE.least, contentSize(data) + 1));
  return released(zstdDecompressSync(data, { chunkSize }), chunkSize);
}

/** What the head of a zstd frame says of its content, in bytes (RFC 8878, 3.1.1.1); 0 when it says nothing. */
function contentSize(frame: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = frame;
  const view = new DataView(buffer, byteOffset, byteLength);
  const descriptor = byteLength < LONGEST_HEAD ? 0 : view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    case 3:
      return Number(view.getBigUint64(at, true));
    default:
      return isSingle ? view.getUint8(at) : 0;
  }
}
