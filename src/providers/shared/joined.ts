import type { Message, Payload } from "../../domain/exchange.ts";
import { ownMessage } from "../../domain/payload.ts";

/**
 * Longest message that is read, in characters: no API takes longer asks of text. Longer ones are relayed and kept, but not
 * understood, since whoever understands one needs all of it in memory.
 */
const LONGEST = 32 * 1024 * 1024;

/** A whole message as text, as the bytes of one that a client said and that is lent, or the reason why there is no text. */
export type Joined = { readonly text: string } | { readonly bytes: Uint8Array } | { readonly problem: string };

/** Joins messages that came in several parts (`Message.more`); undefined while more is to come. */
export function createJoiner(): (message: Message) => Joined | undefined {
  const waiting = new Map<string, { parts: Payload[]; length: number }>();
  return (message) => {
    if (!message.more && waiting.size === 0) return wholeOf(message);
    const key = `${message.from} ${message.kind}`;
    const held = waiting.get(key) ?? { parts: [], length: 0 };
    // Out of the journal the last part may be lent. It counts and is joined as the text that it was when it came.
    const { payload } = ownMessage(message);
    held.length += payload.length;
    if (held.length <= LONGEST) held.parts.push(payload);
    else held.parts = [];
    if (message.more) {
      waiting.set(key, held);
      return undefined;
    }
    waiting.delete(key);
    return held.length > LONGEST ? tooLong(held.length) : textOf(held.parts);
  };
}

function wholeOf({ from, payload, lent }: Message): Joined {
  if (payload.length > LONGEST) return tooLong(payload.length);
  // An ask repeats the last one, so that hardly anything of it is decoded by who knows that.
  return lent && from === "client" ? { bytes: payload as Uint8Array } : textOf([payload]);
}

function tooLong(length: number): Joined {
  return { problem: `A message of ${length} characters is too long to be read.` };
}

function textOf(parts: readonly Payload[]): Joined {
  // A byte order mark is kept in payloads, and is no part of the text.
  if (parts.every((part) => typeof part === "string")) return { text: withoutMark(parts.join("")) };
  try {
    // A part may end within a character, so bytes are joined before they are decoded.
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const pieces = parts.map((part) => decoder.decode(typeof part === "string" ? new TextEncoder().encode(part) : part, { stream: true }));
    return { text: pieces.join("") + decoder.decode() };
  } catch {
    return { problem: "A message is not text." };
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
