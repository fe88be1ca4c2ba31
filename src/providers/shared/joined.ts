import type { Message, Payload } from "../../domain/exchange.ts";

/** Longest message that is read, in characters. Longer ones are relayed and kept, but not understood. */
const LONGEST = 64 * 1024 * 1024;

/** A whole message as text, or the reason why it has none. */
export type Joined = { readonly text: string } | { readonly problem: string };

/** Joins messages that came in several parts (`Message.more`); undefined while more is to come. */
export function createJoiner(): (message: Message) => Joined | undefined {
  const waiting = new Map<string, { parts: Payload[]; length: number }>();
  return (message) => {
    const key = `${message.from} ${message.kind}`;
    const held = waiting.get(key) ?? { parts: [], length: 0 };
    held.length += message.payload.length;
    if (held.length <= LONGEST) held.parts.push(message.payload);
    else held.parts = [];
    if (message.more) {
      waiting.set(key, held);
      return undefined;
    }
    waiting.delete(key);
    return held.length > LONGEST ? { problem: `A message of ${held.length} characters is too long to be read.` } : textOf(held.parts);
  };
}

function textOf(parts: readonly Payload[]): Joined {
  // A byte order mark is kept in payloads, and is no part of the text.
  if (parts.every((part) => typeof part === "string")) return { text: parts.join("").replace(/^\uFEFF/, "") };
  try {
    // A part may end within a character, so bytes are joined before they are decoded.
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const pieces = parts.map((part) => decoder.decode(typeof part === "string" ? new TextEncoder().encode(part) : part, { stream: true }));
    return { text: pieces.join("") + decoder.decode() };
  } catch {
    return { problem: "A message is not text." };
  }
}
