import type { Payload } from "../domain/exchange.ts";
import { payloadOf, wholeCharacters } from "../domain/payload.ts";

/** Most bytes of one message that are held; a longer one comes in parts. */
export const PART_BYTES = 4 * 1024 * 1024;
/** Milliseconds after which an incomplete message is given as far as it came: a sudden death loses no more. */
const PART_AGE = 1000;
const KEEP_BYTES = 64 * 1024;
const FIRST_BYTES = 1024;

/** Puts the bytes of one message after another together, in parts where a message is too large or too slow. */
export interface Parts {
  add(bytes: Uint8Array, at: number): void;
  /** Gives what is older than `PART_AGE`. */
  tick(at: number): void;
  /** Gives the message's last part, empty or not. `at`: when the message ended, if later than its last byte. */
  end(at?: number): void;
  /** True when a message has begun and not ended. */
  readonly open: boolean;
}

/** `emit` gets the payload, the time of its last byte, and whether the message goes on. */
export function createParts(emit: (payload: Payload, at: number, more: boolean) => void): Parts {
  let buffer = new Uint8Array(0);
  let size = 0;
  let begun = false;
  let firstAt = 0;
  let lastAt = 0;

  function append(bytes: Uint8Array, at: number): void {
    if (bytes.length === 0) return;
    if (size + bytes.length > buffer.length) grow(size + bytes.length);
    buffer.set(bytes, size);
    if (size === 0) firstAt = at;
    size += bytes.length;
    lastAt = at;
  }

  function grow(needed: number): void {
    const larger = new Uint8Array(Math.min(PART_BYTES, Math.max(needed, buffer.length * 2, FIRST_BYTES)));
    larger.set(buffer.subarray(0, size));
    buffer = larger;
  }

  /** Cut between characters, so that the parts of a text are texts. */
  function givePart(): void {
    const whole = wholeCharacters(buffer.subarray(0, size));
    if (whole === 0) return;
    begun = true;
    emit(payloadOf(buffer.subarray(0, whole)), lastAt, true);
    buffer.copyWithin(0, whole, size);
    size -= whole;
    firstAt = lastAt;
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
    tick,
    end(at = lastAt) {
      const payload = payloadOf(buffer.subarray(0, size));
      size = 0;
      begun = false;
      if (buffer.length > KEEP_BYTES) buffer = new Uint8Array(0);
      emit(payload, at, false);
    },
    get open() {
      return begun || size > 0;
    },
  };
}
