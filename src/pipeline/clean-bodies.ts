import { nearest } from "../domain/recent.ts";
import { commonPrefix } from "./common-run.ts";
import { createRecentBodies } from "./recent-bodies.ts";
import { type Segment, nextSegment } from "./redact-bodies.ts";
import { REACH, type TextRedactor } from "./redact-text.ts";
import type { Rooms } from "./rooms.ts";

/** What is remembered: as many bodies as conversations usually run at once. */
const MOST = { count: 4, bytes: 4 * 1024 * 1024 };
/** Characters of a segment: what is new is looked at with up to two of them that are not. */
const SEGMENT = 32 * 1024;
/** Bytes that are decoded at once: of a text of megabytes, Node would hold what it decodes outside of its heap, until all of memory is looked through. */
const WINDOW = 512 * 1024;
/** Less than what is left of a window behind the last segment that is looked at in it. */
const LOOK_AHEAD = 32 * 1024;
const PLUS = 0x2b;
const COMMA = 0x2c;
/** Bytes before a place that rules may look back at. */
const CONTEXT = 512;

/** A character of a string takes so many bytes at the most. */
const BYTES_PER_CHARACTER = 3;

interface Clean {
  readonly bytes: Buffer;
  /** Offsets up to which it was looked through, each at a place where no secret can be cut. */
  readonly ends: readonly number[];
}

/**
 * Tells of a long text, as the bytes of its UTF-8, whether there is nothing to redact in it. Agents send their whole history with
 * each ask: what a text has in common with one that was clean is compared as bytes, and only the rest is decoded and looked at.
 * A text of which it says no is to be redacted as any other. What is remembered is kept in `rooms`.
 */
export function createCleanBodies(redactor: TextRedactor, rooms: Rooms): (body: Uint8Array) => boolean {
  const recent = createRecentBodies<Clean>(rooms, MOST);

  return (body) => {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    const { before, common } = nearest(recent.all, bytes.length, (one) => commonPrefix(one.bytes, bytes));
    // A segment is sure when all that was looked at to find it clean, and to find its end, is the same.
    const sure = before?.ends.filter((end) => end + 2 * REACH * BYTES_PER_CHARACTER <= common) ?? [];
    const rest = cleanEnds(redactor, body, sure.at(-1) ?? 0);
    if (!rest) return false;
    // An earlier state of the same conversation is not needed any more; one that only begins alike is.
    recent.add({ bytes: rooms.keep(bytes), ends: [...sure, ...rest] }, before && common * 2 > before.bytes.length ? before : undefined);
    return true;
  };
}

/** Where the segments of the rest of a body end, in bytes; undefined when there is something to redact in it. */
function cleanEnds(redactor: TextRedactor, body: Uint8Array, start: number): number[] | undefined {
  const ends: number[] = [];
  for (let from = start; from < body.length; from = ends.at(-1) ?? body.length) {
    const more = cleanEndsInWindow(redactor, body, from);
    if (more === undefined) return undefined;
    ends.push(...more);
  }
  return ends;
}

/** The same of as many segments as lie so far before the end of a window that no secret reaches from them over it. */
function cleanEndsInWindow(redactor: TextRedactor, body: Uint8Array, start: number): number[] | undefined {
  const first = characterAt(body, Math.max(0, start - CONTEXT));
  const last = windowEnd(redactor, body, start);
  const text = textFrom(body, first, last);
  if (redactor.needsWhole(text)) return undefined;
  const stop = last === body.length ? text.length : text.length - 2 * (SEGMENT + REACH);
  const ends: number[] = [];
  let bytes = start;
  for (let from = textFrom(body, first, start).length; from < stop; ) {
    const { end, redacted }: Segment = nextSegment(redactor, text, from, SEGMENT);
    // One that cannot be cut goes on behind the window.
    if (redacted !== undefined || (end === text.length && last < body.length)) return undefined;
    bytes += Buffer.byteLength(text.slice(from, end));
    ends.push(bytes);
    from = end;
  }
  return ends;
}

/** The body's end, when that is near, or when some secret may be so long that it would be cut here. */
function windowEnd(redactor: TextRedactor, body: Uint8Array, start: number): number {
  const end = start + WINDOW;
  if (end >= body.length || redactor.longestValue > LOOK_AHEAD) return body.length;
  return body.subarray(end - LOOK_AHEAD, end).every(mayBeOfToken) ? body.length : characterAt(body, end);
}

/** Tokens, such as a JWT, know no blanks, quotes and commas. */
function mayBeOfToken(byte: number): boolean {
  return byte === PLUS || (byte > COMMA && byte < 0x7f);
}

/** The first byte of the character that a byte belongs to. */
function characterAt(bytes: Uint8Array, at: number): number {
  let first = at;
  while (first > 0 && ((bytes[first] ?? 0) & 0xc0) === 0x80) first--;
  return first;
}

function textFrom(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}
