import type { Message, MessageKind, MessageRun, Payload } from "../domain/exchange.ts";
import { LONG_TEXT } from "../domain/payload.ts";
import { createVarintReader, createVarintWriter } from "./varint.ts";

// A segment keeps the payloads of many messages as one run of bytes, and beside it one compact column of
// marks: for each message a byte of flags, its time and its length. There is no row per message.

/** In the order of their numbers on disk: only ever append. */
const KINDS: readonly MessageKind[] = ["body", "event", "text", "binary", "ping", "pong", "close"];

const KIND_BITS = 0b111;
const FROM_UPSTREAM = 1 << 3;
const BYTES = 1 << 4;
const MORE = 1 << 5;
/** Text with lone surrogates has no UTF-8 form, so it is kept as UTF-16. */
const UTF16 = 1 << 6;

/** Payloads as they are stored, one behind the other, in a buffer that `take` gives. */
export function bytesOf(payloads: readonly Payload[], take: (length: number) => Buffer): Buffer {
  // One encoding does for many small texts; joined, two ill-formed ones could become a well-formed one.
  if (payloads.every((payload) => typeof payload === "string" && payload.isWellFormed())) {
    const text = payloads.join("");
    return bytesIn(take(storedLength(text)), text);
  }
  const lengths = payloads.map(storedLength);
  const all = take(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [i, payload] of payloads.entries()) {
    const end = at + (lengths[i] ?? 0);
    bytesIn(all.subarray(at, end), payload);
    at = end;
  }
  return all;
}

/** The number of bytes that a payload takes as it is stored. */
export function storedLength(payload: Payload): number {
  if (typeof payload !== "string") return payload.length;
  return payload.isWellFormed() ? Buffer.byteLength(payload) : payload.length * 2;
}

/** A payload as it is stored, written into `room`, which is as long as that. */
export function bytesIn(room: Buffer, payload: Payload): Buffer {
  if (typeof payload === "string") room.write(payload, payload.isWellFormed() ? "utf8" : "utf16le");
  else room.set(payload);
  return room;
}

/** Messages to be marked: one with the length of its stored payload, or a run. */
export type Marked = { readonly message: Message; readonly length: number } | { readonly run: MessageRun };

/** The marks of messages. Times are kept to the microsecond. */
export function encodeMarks(messages: readonly Marked[]): Buffer {
  const writer = createVarintWriter();
  let last = 0;
  const mark = (flags: number, at: number, length: number): void => {
    const micros = Math.round(at * 1000);
    writer.number(flags);
    writer.signed(micros - last);
    writer.number(length);
    last = micros;
  };
  for (const one of messages) {
    if ("message" in one) mark(flagsOf(one.message), one.message.at, one.length);
    else markRun(one.run, mark);
  }
  return writer.result();
}

function markRun({ from, kind, at, ends }: MessageRun, mark: (flags: number, at: number, length: number) => void): void {
  const flags = flagsOf({ from, kind, at, payload: "" });
  let start = 0;
  for (const end of ends) {
    mark(flags, at, end - start);
    start = end;
  }
}

/** The messages that `data` holds; long texts are lent, out of it. */
export function decodeMessages(marks: Buffer, data: Buffer): Message[] {
  const reader = createVarintReader(marks);
  const messages: Message[] = [];
  let micros = 0;
  let offset = 0;
  while (!reader.isDone()) {
    const flags = reader.number();
    micros += reader.signed();
    const length = reader.number();
    messages.push(messageOf(flags, micros / 1000, data.subarray(offset, offset + length)));
    offset += length;
  }
  return messages;
}

function flagsOf({ from, kind, payload, more, lent }: Message): number {
  const text = typeof payload === "string" || lent === true;
  return (
    KINDS.indexOf(kind) |
    (from === "upstream" ? FROM_UPSTREAM : 0) |
    (text ? 0 : BYTES) |
    (typeof payload === "string" && !payload.isWellFormed() ? UTF16 : 0) |
    (more ? MORE : 0)
  );
}

function messageOf(flags: number, at: number, stored: Buffer): Message {
  const from = flags & FROM_UPSTREAM ? "upstream" : "client";
  const kind = KINDS[flags & KIND_BITS] ?? "binary";
  if (stored.length >= LONG_TEXT && (flags & (BYTES | UTF16 | MORE)) === 0) return { from, at, kind, payload: stored, lent: true };
  const payload = flags & BYTES ? new Uint8Array(stored) : stored.toString(flags & UTF16 ? "utf16le" : "utf8");
  return flags & MORE ? { from, at, kind, payload, more: true } : { from, at, kind, payload };
}
