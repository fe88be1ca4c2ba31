import type { Cassette, CassetteExchange } from "../../src/cassette/cassette.ts";
import type { Redacted } from "../../src/domain/redacted.ts";

/** The day of the whole gallery. */
const DAY = "2026-01-01T12:00:00.000Z";
/** In milliseconds: from one exchange to the next, until a model begins to speak, and from word to word. */
const [PAUSE, THINKING, SPEAKING] = [2_000, 200, 20];
const PORT = /127\.0\.0\.1:\d+/;

/** A cassette that does not show when and in front of which port it was made, so that making it again changes only what is different. */
export function settled(cassette: Cassette): Cassette {
  const start = Date.parse(DAY);
  return { ...cassette, recordedAt: DAY, exchanges: cassette.exchanges.map((exchange, i) => settledExchange(exchange, start + i * PAUSE)) };
}

function settledExchange(exchange: Redacted<CassetteExchange>, startedAt: number): Redacted<CassetteExchange> {
  let at = 0;
  let asked = true;
  const messages = exchange.messages.map((message) => {
    at += asked && message.from === "upstream" ? THINKING : SPEAKING;
    asked = message.from === "client";
    return { ...message, at };
  });
  const answeredAt = exchange.transport === "websocket" ? SPEAKING : SPEAKING + THINKING;
  const { upstream, outcome, ...rest } = exchange;
  const ended = outcome?.type === "cut" ? { ...outcome, message: nowhere(outcome.message) } : outcome;
  return { ...rest, startedAt, upstream: nowhere(upstream), messages, answeredAt, ...(ended && { outcome: ended }), endedAt: Math.max(at, answeredAt) + SPEAKING };
}

function nowhere(text: string): string {
  return text.replace(PORT, "fake-upstream.invalid");
}
