import type { Redacted } from "../domain/redacted.ts";
import type { Cassette, CassetteExchange, CassetteMessage } from "./cassette.ts";
import { messageName } from "./format.ts";
import { createExchangeHider } from "./hide-exchange.ts";
import { sameJson } from "./history-same.ts";
import type { Place } from "./place.ts";

export interface RedactedCassette {
  readonly cassette: Cassette;
  /** What is not as it was: `e3/4` for message 4 of exchange `e3`, `e3 request` and the like for the rest. */
  readonly changed: readonly string[];
}

/** A cassette with secrets, places and what identifies somebody taken out once more, by today's rules. What was taken out stays so. */
export function redactCassette(cassette: Cassette, redact: (text: string) => string, place: Place = {}): RedactedCassette {
  const hidden = createExchangeHider(place, redact, true);
  const exchanges = cassette.exchanges.map((exchange) => hidden(exchange) as Redacted<CassetteExchange>);
  return { cassette: { ...cassette, exchanges }, changed: cassette.exchanges.flatMap((exchange, i) => changesIn(exchange, exchanges[i])) };
}

function changesIn(before: CassetteExchange, after: CassetteExchange | undefined): readonly string[] {
  const parts = (["upstream", "request", "response", "trailers", "outcome"] as const).filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after?.[part]));
  const messages = before.messages.flatMap((message, i) => (isSame(message, after?.messages[i]) ? [] : [messageName(before.id, i)]));
  return [...parts.map((part) => `${before.id} ${part}`), ...messages];
}

function isSame(before: CassetteMessage, after: CassetteMessage | undefined): boolean {
  if (!after) return false;
  if (before.kind !== "event" && before.json !== undefined && after.json !== undefined) return sameJson(before.json, after.json);
  return typeof before.payload === "string" ? before.payload === after.payload : Buffer.compare(before.payload, Buffer.from(after.payload as Uint8Array)) === 0;
}
