import type { Message, Payload } from "./exchange.ts";

// The byte order mark is kept: encoding the text again must give the same bytes.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text when the bytes are valid UTF-8, otherwise a copy of the bytes. The argument may be written to afterwards. */
export function payloadOf(bytes: Uint8Array): Payload {
  try {
    return utf8.decode(bytes);
  } catch {
    return new Uint8Array(bytes);
  }
}

/** Text, or the bytes of its UTF-8, as text. Throws a TypeError when they are none. */
export function wellFormedText(payload: Payload): string {
  return typeof payload === "string" ? payload : utf8.decode(payload);
}

/** From so many bytes on, a text is lent as bytes (see `Message`). */
export const LONG_TEXT = 256 * 1024;

/** A message that nobody else can change: a lent text is a string of its own. */
export function ownMessage(message: Message): Message {
  if (!message.lent) return message;
  const { from, at, kind, payload } = message;
  return { from, at, kind, payload: payloadOf(payload as Uint8Array) };
}

/** How many of the bytes may be cut off without cutting a UTF-8 sequence: all, or all but the incomplete one at the end. */
export function wholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let i = length - 1; i >= 0 && i >= length - 3; i--) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return length - i < sequenceLength(byte) ? i : length;
  }
  return length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
