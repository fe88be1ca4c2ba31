import { createEventBoundaries, type EventBoundaries, looksLikeEvents } from "../domain/event-stream.ts";
import type { HeaderList, MessageKind, Payload, Side } from "../domain/exchange.ts";
import { headerOf, headerValues } from "../domain/headers.ts";
import { createContentDecoding } from "./content-decoding.ts";
import { payloadOf } from "../domain/payload.ts";
import { createParts } from "./reading-parts.ts";
import { asciiOf, type EmitRun, FEWEST_IN_RUN, LARGEST_IN_RUN } from "./reading-runs.ts";
import type { Rooms } from "./rooms.ts";

/** Gets what one side said: kind and payload, the time of its last byte, and whether the next one continues it or it is lent. */
export type Emit = (kind: MessageKind, payload: Payload, at: number, form?: "more" | "lent") => void;

/**
 * Reads messages out of the bytes of one side. A returned promise means: wait before the next call. The bytes are lent: whatever
 * is needed of them after that is copied.
 */
export interface SideReader {
  take(bytes: Uint8Array, at: number): void | Promise<void>;
  /** Gives an incomplete message as far as it came, when it is old. */
  tick(at: number): void;
  /** Nothing more comes: gives what is left. */
  end(at: number): void | Promise<void>;
}

/** Reads an HTTP body: one `body`, or an answer of server-sent events as one `event` each. The content coding is removed. */
export function createBodyReader(from: Side, headers: HeaderList, rooms: Rooms, emit: Emit, emitRun: EmitRun): SideReader {
  const content = createContentReader(formOf(from, headers), expectedOf(headers), rooms, emit, emitRun);
  let lastAt = 0;
  const decoding = createContentDecoding(headerValues(headers, "content-encoding"), (bytes, raw) => {
    if (raw) content.notEvents();
    content.take(bytes, lastAt);
  });

  return {
    take(bytes, at) {
      lastAt = at;
      return decoding ? decoding.write(bytes) : content.take(bytes, at);
    },
    tick: (at) => content.tick(at),
    end(at) {
      decoding?.close();
      content.end(at);
    },
  };
}

const NOTHING = new Uint8Array(0);

type Form = "body" | "events" | "unknown";

/** chatgpt.com sends its event streams without a content type. */
function formOf(from: Side, headers: HeaderList): Form {
  if (from === "client") return "body";
  const type = headerOf(headers, "content-type");
  if (type === undefined) return "unknown";
  return /^\s*text\/event-stream\b/i.test(type) ? "events" : "body";
}

interface ContentReader {
  take(bytes: Uint8Array, at: number): void;
  tick(at: number): void;
  end(at: number): void;
  notEvents(): void;
}

/** Bytes that a body is said to have; 0 when that is not said, or only of its coded form. */
function expectedOf(headers: HeaderList): number {
  if (headerOf(headers, "content-encoding") !== undefined) return 0;
  const length = Number(headerOf(headers, "content-length"));
  return length > 0 ? length : 0;
}

function createContentReader(first: Form, expected: number, rooms: Rooms, emit: Emit, emitRun: EmitRun): ContentReader {
  let boundaries: EventBoundaries | undefined;
  let form = first;
  let sniffed = NOTHING;
  const parts = createParts(rooms, (payload, at, part) => emit(form === "events" ? "event" : "body", payload, at, part), expected);

  function takeEvents(bytes: Uint8Array, at: number): void {
    boundaries ??= createEventBoundaries();
    const text = asciiOf(bytes);
    const ends = boundaries.push(bytes, text);
    const begun = parts.isOpen() ? ends.shift() : undefined;
    if (begun !== undefined) {
      parts.add(bytes.subarray(0, begun), at);
      parts.end();
    }
    const start = begun ?? 0;
    if (text !== undefined && isRun(start, ends)) emitRun("event", text.slice(start, ends.at(-1)), ends.map((end) => end - start), at);
    else ends.forEach((end, i) => parts.whole(payloadBetween(bytes, text, ends[i - 1] ?? start, end), at));
    parts.add(bytes.subarray(ends.at(-1) ?? start), at);
  }

  /** Holds the first few bytes until they tell what they are. */
  function sniff(bytes: Uint8Array, at: number): void {
    const start = Buffer.concat([sniffed, bytes]);
    const events = looksLikeEvents(start);
    sniffed = start;
    if (events !== undefined) decide(events ? "events" : "body", at);
  }

  function decide(found: Form, at: number): void {
    form = found;
    take(sniffed, at);
    sniffed = NOTHING;
  }

  function take(bytes: Uint8Array, at: number): void {
    if (form === "unknown") sniff(bytes, at);
    else if (form === "events") takeEvents(bytes, at);
    else parts.add(bytes, at);
  }

  function closeMessage(): void {
    if (parts.isOpen()) parts.end();
  }

  return {
    take,
    tick(at) {
      if (boundaries?.settle()) closeMessage();
      parts.tick(at);
    },
    end(at) {
      if (form === "unknown") decide("body", at);
      closeMessage();
    },
    notEvents() {
      if (form === "events") closeMessage();
      form = "body";
    },
  };
}

/** Are these events, the first of which begins at `start`, many and small? */
function isRun(start: number, ends: readonly number[]): boolean {
  return ends.length >= FEWEST_IN_RUN && ends.every((end, i) => end - (ends[i - 1] ?? start) <= LARGEST_IN_RUN);
}

/** `text`: the same bytes as text, where they are ASCII. */
function payloadBetween(bytes: Uint8Array, text: string | undefined, start: number, end: number): Payload {
  return text === undefined ? payloadOf(bytes.subarray(start, end)) : text.slice(start, end);
}
