import { nearest } from "../domain/recent.ts";
import { align, type Ends } from "./align.ts";
import { createRecentBodies } from "./recent-bodies.ts";
import { REACH, type TextRedactor } from "./redact-text.ts";
import type { Rooms } from "./rooms.ts";

/** What is remembered: as many bodies as conversations usually run at once. */
const MOST = { count: 4, bytes: 4 * 1024 * 1024 };
/** Characters of a segment: so finely is known what was looked at. */
const SEGMENT = 8 * 1024;
/** Bytes that are decoded at once: of a text of megabytes, Node would hold what it decodes outside of its heap, until all of memory is looked through. */
const WINDOW = 512 * 1024;
/** Bytes behind a place where looking stops that are looked at with it, and half of the characters at a window's end that are looked at again in the next. */
const LOOK_AHEAD = 32 * 1024;
/** A character of a string takes so many bytes at the most. */
const BYTES_PER_CHARACTER = 3;
/** Characters of the longest value that `LOOK_AHEAD` holds; while a longer one is looked for, nothing is remembered. */
const LONGEST_VALUE = LOOK_AHEAD / BYTES_PER_CHARACTER;
/** Bytes before a place that rules may look back at. */
const CONTEXT = 512;
/** Bytes on both sides of a place that decide whether it is clean there and can be cut: no secret without breaks is longer, nor is a private key. */
const MARGIN = 2 * REACH * BYTES_PER_CHARACTER;
/** No rule goes over one of these for more than `REACH` characters, but that for private keys. */
const BREAKS = new Set(Buffer.from(`"'&,;`));
const SPACE = 0x20;

interface Clean {
  readonly bytes: Buffer;
  /** Offsets up to which it was looked through, each at a place where no secret can be cut. */
  readonly ends: readonly number[];
}

/** Offsets between which a body needs not be looked at, in order: places as the ends of `Clean`. */
type Stretch = readonly [first: number, ...others: number[]];

/**
 * Tells of a long text, as the bytes of its UTF-8, whether there is nothing to redact in it. Agents send their whole history with
 * each ask: what a text has in common with one that was clean is compared as bytes, and only the rest is decoded and looked at.
 * A text of which it says no is to be redacted as any other. What is remembered is kept in `rooms`.
 */
export function createCleanBodies(redactor: TextRedactor, rooms: Rooms): (body: Uint8Array) => boolean {
  const recent = createRecentBodies<Clean>(rooms, MOST);
  const remembers = redactor.longestValue <= LONGEST_VALUE;

  return (body) => {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    if (!remembers) return cleanEnds(redactor, bytes, []) !== undefined;
    const { before, common } = nearest(recent.all, bytes.length, (one) => rooms.likeness(one.bytes, bytes).bytes);
    const ends = cleanEnds(redactor, bytes, before ? knownStretches(before, bytes, rooms.likeness(before.bytes, bytes).ends) : []);
    if (!ends) return false;
    // An earlier state of the same conversation is not needed any more; one that only begins alike is.
    recent.add({ bytes: rooms.keep(bytes), ends }, before && common * 2 > before.bytes.length ? before : undefined);
    return true;
  };
}

/** What lies so far within bytes that are the same as before that all that was looked at to find it clean, and to find its ends, is the same. */
function knownStretches(before: Clean, bytes: Buffer, common: Ends): readonly Stretch[] {
  return align(before.bytes, bytes, common).runs.flatMap((run): Stretch[] => {
    const isStart = run.base === 0 && run.target === 0;
    const [from, to] = [run.base, run.base + run.length];
    if (run.length <= MARGIN) return [];
    const earliest = isStart ? 0 : from + MARGIN;
    // What begins in front of it may be longer: that is seen when the window is chosen in which looking stops.
    const latest = Math.min(to - MARGIN, breakBefore(before.bytes, to, from) - CONTEXT);
    const known = before.ends.filter((end) => end >= earliest && end <= latest);
    const [first, ...others] = [...(isStart ? [0] : []), ...known].map((end) => end + run.target - run.base);
    return first === undefined || others.length === 0 ? [] : [[first, ...others]];
  });
}

/** The last break before a place; less than `from` when there is none behind that. */
function breakBefore(bytes: Buffer, to: number, from: number): number {
  let at = to - 1;
  while (at >= from && !isBreak(bytes[at] ?? 0)) at--;
  return at;
}

function isBreak(byte: number): boolean {
  return byte <= SPACE || BREAKS.has(byte);
}

/** Where the segments of a body end, in bytes; undefined when there is something to redact in it. */
function cleanEnds(redactor: TextRedactor, body: Buffer, known: readonly Stretch[]): number[] | undefined {
  const ends: number[] = [];
  for (const [first, ...others] of [...known, [body.length] satisfies Stretch]) {
    for (let from = ends.at(-1) ?? 0; from < first; from = ends.at(-1) ?? first) {
      const more = cleanEndsInWindow(redactor, body, from, first);
      if (more === undefined) return undefined;
      ends.push(...more);
    }
    ends.push(...others);
  }
  return ends;
}

/** The same of as many segments, `stop` at the latest, as lie so far before the end of a window that no secret reaches from them over it. */
function cleanEndsInWindow(redactor: TextRedactor, body: Buffer, start: number, stop: number): number[] | undefined {
  const first = characterAt(body, Math.max(0, start - CONTEXT));
  const last = windowEnd(redactor, body, Math.min(start + WINDOW, stop + LOOK_AHEAD));
  const text = textFrom(body, first, last);
  if (redactor.needsWhole(text)) return undefined;
  const isLast = last >= Math.min(body.length, stop + LOOK_AHEAD - BYTES_PER_CHARACTER);
  const from = textFrom(body, first, start).length;
  const to = text.length - (isLast ? textFrom(body, stop, last).length : 2 * LOOK_AHEAD);
  const cuts = redactor.cleanCuts(text, from, to, SEGMENT);
  // In the middle of a body, nobody knows whether it may be cut at the last of them. What cannot be cut before goes on behind the window.
  const sure = isLast ? cuts : cuts?.slice(0, -1);
  if (!sure?.length) return undefined;
  let end = start;
  return sure.map((cut, i) => (end += Buffer.byteLength(text.slice(sure[i - 1] ?? from, cut))));
}

/** The body's end, when that is near, or when some secret may be so long that it would be cut here. */
function windowEnd(redactor: TextRedactor, body: Buffer, end: number): number {
  if (end >= body.length || redactor.longestValue > LOOK_AHEAD) return body.length;
  return breakBefore(body, end, end - LOOK_AHEAD) < end - LOOK_AHEAD ? body.length : characterAt(body, end);
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
