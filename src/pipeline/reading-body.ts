import { createEventBoundaries, looksLikeEvents } from "../domain/event-stream.ts";
import type { HeaderList, MessageKind, Payload, Side } from "../domain/exchange.ts";
import { headerOf, headerValues } from "../domain/headers.ts";
import { createContentDecoding } from "./content-decoding.ts";
import { payloadOf } from "../domain/payload.ts";
import { createParts, type Spares } from "./reading-parts.ts";

/** Gets what one side said: kind and payload, the time of its last byte, and whether the next one continues it. */
export type Emit = (kind: MessageKind, payload: Payload, at: number, more: boolean) => void;

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
export function createBodyReader(from: Side, headers: HeaderList, spares: Spares, emit: Emit): SideReader {
  const content = createContentReader(formOf(from, headers), spares, emit);
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

function createContentReader(first: Form, spares: Spares, emit: Emit): ContentReader {
  const boundaries = createEventBoundaries();
  let form = first;
  let sniffed = new Uint8Array(0);
  const parts = createParts(spares, (payload, at, more) => emit(form === "events" ? "event" : "body", payload, at, more));

  function takeEvents(bytes: Uint8Array, at: number): void {
    const ends = boundaries.push(bytes);
    const slice = slicer(bytes.subarray(0, ends.at(-1)));
    let start = 0;
    for (const end of ends) {
      if (parts.open) {
        parts.add(bytes.subarray(start, end), at);
        parts.end();
      } else parts.whole(slice(start, end), at);
      start = end;
    }
    parts.add(bytes.subarray(start), at);
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
    sniffed = new Uint8Array(0);
  }

  function take(bytes: Uint8Array, at: number): void {
    if (form === "unknown") sniff(bytes, at);
    else if (form === "events") takeEvents(bytes, at);
    else parts.add(bytes, at);
  }

  function closeMessage(): void {
    if (parts.open) parts.end();
  }

  return {
    take,
    tick(at) {
      if (boundaries.settle()) closeMessage();
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

/** Cuts events out of bytes that are whole events. Where all is ASCII, characters are bytes, and one decoding does for all of them. */
function slicer(events: Uint8Array): (start: number, end: number) => Payload {
  const all = payloadOf(events);
  if (typeof all === "string" && all.length === events.length) return (start, end) => all.slice(start, end);
  return (start, end) => payloadOf(events.subarray(start, end));
}
