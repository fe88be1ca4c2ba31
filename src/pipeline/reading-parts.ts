import { isUtf8 } from "node:buffer";
import type { Payload } from "../domain/exchange.ts";
import { LONG_TEXT, payloadOf, wholeCharacters } from "../domain/payload.ts";
import { copyBytes } from "../platform/copy-bytes.ts";
import type { Rooms } from "./rooms.ts";

/** Most bytes of one message that are held; a longer one comes in parts. */
export const PART_BYTES = 4 * 1024 * 1024;
/** Milliseconds after which an incomplete message is given as far as it came: a sudden death loses no more. */
const PART_AGE = 1000;
const FIRST_BYTES = 1024;
/** Most bytes that one reader holds by itself, from one message to the next. */
const OWN_BYTES = 64 * 1024;

const NOTHING = new Uint8Array(0);

/** Puts the bytes of one message after another together, in parts where a message is too large or too slow. */
export interface Parts {
  add(bytes: Uint8Array, at: number): void;
  /** Gives a whole message; only while none is open. */
  whole(payload: Payload, at: number): void;
  /** Gives what is older than `PART_AGE`. */
  tick(at: number): void;
  /** Gives the message's last part, empty or not. `at`: when the message ended, if later than its last byte. */
  end(at?: number): void;
  /** True when a message has begun and not ended. */
  isOpen(): boolean;
}

/** How a part or a whole message is given: `more` goes on, `lent` is a long text as bytes (see `Message`). */
export type GivePart = (payload: Payload, at: number, form?: "more" | "lent") => void;

/** `emit` gets the payload and the time of its last byte. `expected`: bytes that a message is said to have. */
export function createParts(rooms: Rooms, emit: GivePart, expected = 0): Parts {
  let buffer: Uint8Array = NOTHING;
  let size = 0;
  let begun = false;
  let firstAt = 0;
  let lastAt = 0;

  function append(bytes: Uint8Array, at: number): void {
    if (bytes.length === 0) return;
    if (size + bytes.length > buffer.length) grow(size + bytes.length);
    copyBytes(bytes, buffer, size);
    if (size === 0) firstAt = at;
    size += bytes.length;
    lastAt = at;
  }

  function grow(needed: number): void {
    const larger = needed > OWN_BYTES ? rooms.take(roomFor(needed)) : new Uint8Array(Math.min(OWN_BYTES, Math.max(needed, buffer.length * 2, FIRST_BYTES)));
    larger.set(buffer.subarray(0, size));
    rooms.release(buffer);
    buffer = larger;
  }

  /** What was said is believed only when much of it has come. */
  function roomFor(needed: number): number {
    return Math.min(PART_BYTES, expected >= needed ? expected : Math.max(needed, buffer.length * 2));
  }

  /** Cut between characters, so that the parts of a text are texts. */
  function givePart(): void {
    const whole = wholeCharacters(buffer.subarray(0, size));
    if (whole === 0) return;
    begun = true;
    emit(payloadOf(buffer.subarray(0, whole)), lastAt, "more");
    buffer.copyWithin(0, whole, size);
    size -= whole;
    firstAt = lastAt;
  }

  function release(): void {
    if (buffer.length <= OWN_BYTES) return;
    rooms.release(buffer);
    buffer = NOTHING;
  }

  function tick(at: number): void {
    if (size > 0 && at - firstAt >= PART_AGE) givePart();
  }

  return {
    add(bytes, at) {
      tick(at);
      let rest = bytes;
      while (size + rest.length > PART_BYTES) {
        const room = PART_BYTES - size;
        append(rest.subarray(0, room), at);
        rest = rest.subarray(room);
        givePart();
      }
      append(rest, at);
    },
    whole(payload, at) {
      firstAt = at;
      lastAt = at;
      emit(payload, at);
    },
    tick,
    end(at = lastAt) {
      const bytes = buffer.subarray(0, size);
      const isLent = !begun && size >= LONG_TEXT && isUtf8(bytes);
      size = 0;
      begun = false;
      if (isLent) emit(bytes, at, "lent");
      else emit(payloadOf(bytes), at);
      release();
    },
    isOpen: () => begun || size > 0,
  };
}
