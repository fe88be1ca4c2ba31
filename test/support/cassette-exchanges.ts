import fc from "fast-check";
import type { Cassette, CassetteExchange, CassetteMessage } from "../../src/cassette/cassette.ts";
import type { HeaderList, Message, MessageKind, Outcome } from "../../src/domain/exchange.ts";
import type { Redacted } from "../../src/domain/redacted.ts";

// Exchanges for cassettes: plain ones, and any that could be.

const RECORDED_AT = "2026-01-05T09:00:00.000Z";

export function cassetteOf(...exchanges: readonly CassetteExchange[]): Cassette {
  return { name: "x.json", recordedAt: RECORDED_AT, recordedBy: "0.1.0", exchanges: exchanges as readonly Redacted<CassetteExchange>[] };
}

export function exchangeOf(id: string, parts: Partial<CassetteExchange> = {}): Redacted<CassetteExchange> {
  const whole: CassetteExchange = {
    id,
    provider: "unknown",
    transport: "http",
    startedAt: Date.parse(RECORDED_AT),
    upstream: "http://127.0.0.1/x",
    request: { method: "POST", path: "/x", headers: [["content-type", "application/json"]], upgrade: false },
    response: { status: 200, statusText: "OK", headers: [["content-type", "application/json"]] },
    answeredAt: 10,
    messages: [],
    outcome: { type: "completed" },
    endedAt: 20,
    ...parts,
  };
  return whole as Redacted<CassetteExchange>;
}

export const message = (from: Message["from"], kind: MessageKind, payload: Message["payload"], at = 0): CassetteMessage => ({ from, at, kind, payload });

const times = fc.integer({ min: 0, max: 1_000_000 });
const texts = fc.string({ unit: "binary", maxLength: 40 });
const headers: fc.Arbitrary<HeaderList> = fc.array(fc.tuple(texts, texts), { maxLength: 3 });
const jsonTexts = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
const spacedJson = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value, null, 1));
const payloads: fc.Arbitrary<Message["payload"]> = fc.oneof(jsonTexts, spacedJson, texts, fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array([255, ...bytes])));
const events = fc.oneof(
  jsonTexts.map((data) => `data: ${data}\n\n`),
  fc.tuple(texts.map((type) => type.replaceAll(/[\r\n]/g, "")), fc.jsonValue({ maxDepth: 2 })).map(([type, rest]) => `event: ${type}\ndata: ${JSON.stringify({ type, rest })}\n\n`),
  fc.tuple(texts, jsonTexts).map(([type, data]) => `event: ${type}\r\ndata: ${data}\r\n\r\n`),
  fc.constant("data: [DONE]\n\n"),
);

/** Asks that resend what was said before, some of it changed. */
const histories = fc.array(fc.record({ role: fc.constantFrom("user", "assistant"), content: fc.oneof(texts, fc.lorem({ maxCount: 60 })), $more: fc.option(fc.boolean(), { nil: undefined }) }), { maxLength: 12 });
const resent = fc.tuple(histories, fc.lorem({ maxCount: 120 })).chain(([history, system]) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 1, maxLength: 4 }).map((cuts) =>
    cuts.map(([cut, first]) => {
      const messages = history.slice(0, cut + 1).map((one, i) => (i === cut ? { ...one, cache_control: { type: "ephemeral" } } : one));
      return JSON.stringify(first ? { system, messages } : { messages, system, $schema: cut });
    }),
  ),
);

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant({ type: "completed" } as const),
  fc.record({ type: fc.constant("completed" as const), closing: fc.record({ by: fc.constantFrom("client" as const, "upstream" as const), code: fc.integer({ min: 1000, max: 4999 }), reason: texts }) }),
  fc.record({ type: fc.constant("failed" as const), code: texts, message: texts }),
  fc.record({ type: fc.constant("cut" as const), message: texts }),
  fc.constantFrom({ type: "aborted" } as const, { type: "interrupted" } as const),
);

const httpMessages = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom("client" as const, "upstream" as const), times, payloads).map(([from, at, payload]) => message(from, "body", payload, at)),
    fc.tuple(times, events).map(([at, payload]) => message("upstream", "event", payload, at)),
  ),
  { maxLength: 5 },
);
const socketMessages = fc.array(
  fc.tuple(fc.constantFrom("client" as const, "upstream" as const), fc.constantFrom("text" as const, "binary" as const, "close" as const), times, payloads).map(([from, kind, at, payload]) => message(from, kind, payload, at)),
  { maxLength: 5 },
);

const parts = fc.record(
  {
    provider: texts,
    startedAt: times.map((at) => Date.parse(RECORDED_AT) + at),
    upstream: texts,
    response: fc.record({ status: fc.integer({ min: 100, max: 599 }), statusText: texts, headers }),
    answeredAt: times,
    trailers: headers,
    outcome: outcomes,
    endedAt: times,
  },
  { requiredKeys: ["provider", "startedAt", "upstream"] },
);

const exchanges = fc.tuple(parts, fc.boolean(), headers, httpMessages, socketMessages, resent).map(([some, socket, list, overHttp, overSocket, asks]) => {
  const { response: _, answeredAt: __, outcome: ___, endedAt: ____, ...empty } = exchangeOf("e1");
  const said = socket ? [...asks.map((ask, i) => message("client", "text", ask, i)), ...overSocket] : [...asks.slice(0, 1).map((ask) => message("client", "body", ask)), ...overHttp];
  const { answeredAt, ...others } = some;
  return { ...empty, ...others, ...(others.response && answeredAt !== undefined && { answeredAt }), transport: socket ? ("websocket" as const) : ("http" as const), request: { method: "POST", path: "/x", headers: list, upgrade: socket }, messages: said };
});

/** Any cassette: every kind of message, asks that are like earlier ones. */
export const anyCassette: fc.Arbitrary<Cassette> = fc.array(exchanges, { minLength: 1, maxLength: 5 }).map((list) => cassetteOf(...list.map((exchange, i) => ({ ...exchange, id: `e${i + 1}` }))));
