import type { Header, HeaderList } from "../domain/exchange.ts";
import { type BodyLength, readTrailer } from "./plain-head.ts";

/** Finds out where a body ends, and what of its bytes is its content; the bytes themselves stay what they are. */
export interface BodyEnd {
  /** `broken`: it is not in the form that its head promised. */
  state(): "open" | "over" | "broken";
  /** What came behind the last chunk. */
  readonly trailers: HeaderList;
  /** Looks at what came next: how many of the bytes are still this body's, how many of those come before any trailers and the empty line behind them, and its content. */
  take(bytes: Buffer): { readonly used: number; readonly beforeTrailers: number; readonly content: Buffer };
}

export function createBodyEnd(length: BodyLength): BodyEnd {
  return typeof length === "number" ? endByLength(length) : length === "chunked" ? endByChunks() : endByClose();
}

function endByLength(length: number): BodyEnd {
  let left = length;
  return {
    trailers: [],
    state: () => (left > 0 ? "open" : "over"),
    take(bytes) {
      const used = Math.min(left, bytes.length);
      left -= used;
      return { used, beforeTrailers: used, content: used === bytes.length ? bytes : bytes.subarray(0, used) };
    },
  };
}

function endByClose(): BodyEnd {
  return { state: () => "open", trailers: [], take: (bytes) => ({ used: bytes.length, beforeTrailers: bytes.length, content: bytes }) };
}

const CR = 0x0d;
const LF = 0x0a;
/** Longest line between chunks, and all trailers together, in bytes. */
const LONGEST_LINE = 16 * 1024;
const CHUNK_LINE = /^([0-9a-f]{1,13})(?:[ \t]*;[\t -~\x80-\xff]*)?$/i;
const NOTHING = Buffer.alloc(0);

/** RFC 9112, 7.1: a line with a size, so many bytes, an empty line; a size of 0, trailers, and an empty line. */
function endByChunks(): BodyEnd {
  let state: ReturnType<BodyEnd["state"]> = "open";
  /** What the next byte belongs to. */
  let within: "size" | "content" | "after content" | "trailers" = "size";
  /** Bytes of the chunk that have not come. */
  let left = 0;
  /** The line so far that is not over, as latin1. */
  let line = "";
  let trailersSize = 0;
  const trailers: Header[] = [];

  function isOpen(): boolean {
    return state === "open";
  }

  function endLine(): void {
    const whole = line;
    line = "";
    if (within === "size") {
      const [, size] = CHUNK_LINE.exec(whole) ?? [];
      if (size === undefined) return void (state = "broken");
      left = Number.parseInt(size, 16);
      within = left > 0 ? "content" : "trailers";
    } else if (within === "after content") {
      if (whole === "") within = "size";
      else state = "broken";
    } else if (whole === "") {
      state = "over";
    } else {
      const trailer = readTrailer(whole);
      if (trailer === undefined) state = "broken";
      else trailers.push(trailer);
    }
  }

  /** Reads on in a line; returns where the line, or what has come of it, ends. */
  function takeLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(LF, from);
    const to = end < 0 ? bytes.length : end + 1;
    if (within === "trailers") trailersSize += to - from;
    if (line.length + to - from > LONGEST_LINE || trailersSize > LONGEST_LINE) return breakAt(to);
    // Most lines come whole, and short.
    line += bytes.toString("latin1", from, to);
    if (end < 0) return to;
    if (line.length < 2 || line.charCodeAt(line.length - 2) !== CR) return breakAt(to);
    line = line.slice(0, -2);
    endLine();
    return to;
  }

  function breakAt(at: number): number {
    state = "broken";
    return at;
  }

  return {
    trailers,
    state: () => state,
    take(bytes) {
      const pieces: Buffer[] = [];
      let [at, beforeTrailers] = [0, 0];
      while (at < bytes.length && isOpen()) {
        if (within !== "content") {
          const isTrailer = within === "trailers";
          at = takeLine(bytes, at);
          if (!isTrailer) beforeTrailers = at;
          continue;
        }
        const piece = bytes.subarray(at, at + left);
        pieces.push(piece);
        at += piece.length;
        left -= piece.length;
        beforeTrailers = at;
        if (left === 0) within = "after content";
      }
      const [first = NOTHING] = pieces;
      return { used: at, beforeTrailers, content: pieces.length > 1 ? Buffer.concat(pieces) : first };
    },
  };
}
