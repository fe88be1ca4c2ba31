import type { Message, Payload } from "../domain/exchange.ts";
import type { CassetteMessage } from "./cassette.ts";

/** Messages whole, with their times in whole milliseconds, and without pings and pongs, which only keep a connection open. */
export function joinedMessages(messages: readonly Message[]): readonly CassetteMessage[] {
  const whole: CassetteMessage[] = [];
  const begun = new Map<string, Payload[]>();
  for (const { more, ...message } of messages) {
    if (message.kind === "ping" || message.kind === "pong") continue;
    const key = `${message.from} ${message.kind}`;
    const parts = [...(begun.get(key) ?? []), message.payload];
    if (more) begun.set(key, parts);
    else begun.delete(key);
    if (!more) whole.push({ ...message, at: Math.round(message.at), payload: joined(parts) });
  }
  return [...whole, ...unended(messages, begun)];
}

/** What was never ended, since the exchange broke off, is kept as far as it came. */
function unended(messages: readonly Message[], begun: ReadonlyMap<string, readonly Payload[]>): readonly CassetteMessage[] {
  return [...begun].flatMap(([key, parts]) => {
    const last = messages.findLast(({ from, kind }) => `${from} ${kind}` === key);
    return last ? [{ from: last.from, kind: last.kind, at: Math.round(last.at), payload: joined(parts) }] : [];
  });
}

function joined(parts: readonly Payload[]): Payload {
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length === 0) return first;
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
}
