import { writeFileSync } from "node:fs";
import { cassetteFrom } from "../../../src/cassette/from-exchanges.ts";
import { writeCassette } from "../../../src/cassette/write.ts";
import type { Exchange, Message } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { ANSWER, ASK_KINDS, type AskKind, askBody, question, SOCKET_TURNS, socketAsk } from "./asks.ts";

/** Writes a cassette that answers every ask. */
export function writeAskCassette(path: string, kinds: readonly AskKind[] = ASK_KINDS): void {
  const asks = kinds.flatMap((kind) => Array.from({ length: kind.count }, (_, n) => exchangeOf(askBody(kind, n), kind.stream)));
  const exchanges = [...asks, socketExchange()].map((exchange, i) => ({ ...exchange, id: `e${i + 1}`, startedAt: i * 1000 }) as unknown as Redacted<Exchange>);
  writeCassette(path, cassetteFrom(exchanges, { place: {}, redact: (text) => text, name: "asks.json", now: 0, version: "0" }));
}

/** Writes what aimock needs to give the same answers to the same asks. */
export function writeAskFixtures(path: string): void {
  const asked = [
    ...ASK_KINDS.flatMap(({ name, count }) => Array.from({ length: count }, (_, n) => question(name, n))),
    ...Array.from({ length: SOCKET_TURNS }, (_, n) => question("socket", n)),
  ];
  writeFileSync(path, JSON.stringify({ fixtures: asked.map((userMessage) => ({ match: { userMessage }, response: { content: ANSWER.join("") } })) }));
}

type Recorded = Omit<Exchange, "id" | "startedAt">;

function exchangeOf(ask: string, stream: boolean): Recorded {
  const answer = stream ? streamedAnswer() : [message("upstream", "body", JSON.stringify(wholeAnswer), 50)];
  return {
    provider: "anthropic",
    transport: "http",
    upstream: "https://api.anthropic.com/v1/messages",
    request: { method: "POST", path: "/v1/messages?beta=true", upgrade: false, headers: [["content-type", "application/json"], ["anthropic-version", "2023-06-01"]] },
    response: { status: 200, statusText: "OK", headers: [["content-type", stream ? "text/event-stream; charset=utf-8" : "application/json"]] },
    answeredAt: 5,
    messages: [message("client", "body", ask, 1), ...answer],
    outcome: { type: "completed" },
    endedAt: 100,
  };
}

const wholeAnswer = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "model-one",
  content: [{ type: "text", text: ANSWER.join("") }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 100 },
};

function streamedAnswer(): readonly Message[] {
  const events = [
    { type: "message_start", message: { id: "msg_1", type: "message", role: "assistant", model: "model-one", content: [], usage: { input_tokens: 3, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...ANSWER.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 100 } },
    { type: "message_stop" },
  ];
  return events.map((event, i) => message("upstream", "event", `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, 10 + i));
}

function socketExchange(): Recorded {
  const turns = Array.from({ length: SOCKET_TURNS }, (_, n) => [
    message("client", "text", socketAsk(n), n * 100),
    ...socketAnswer(n).map((event, i) => message("upstream", "text", JSON.stringify(event), n * 100 + 1 + i)),
  ]).flat();
  return {
    provider: "openai-responses",
    transport: "websocket",
    upstream: "https://api.openai.com/v1/responses",
    request: { method: "GET", path: "/v1/responses", upgrade: true, headers: [] },
    response: { status: 101, statusText: "Switching Protocols", headers: [] },
    answeredAt: 0,
    messages: turns,
    outcome: { type: "completed", closing: { by: "client", code: 1000, reason: "" } },
    endedAt: SOCKET_TURNS * 100,
  };
}

function socketAnswer(n: number): readonly object[] {
  const [response, item] = [{ id: `resp_${n}`, object: "response", model: "model-one" }, { id: `msg_${n}`, type: "message", role: "assistant" }];
  const content = [{ type: "output_text", text: ANSWER.join(""), annotations: [] }];
  return [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", content: [] } },
    { type: "response.content_part.added", item_id: item.id, output_index: 0, content_index: 0, part: { type: "output_text", text: "", annotations: [] } },
    ...ANSWER.map((delta) => ({ type: "response.output_text.delta", item_id: item.id, output_index: 0, content_index: 0, delta })),
    { type: "response.output_text.done", item_id: item.id, output_index: 0, content_index: 0, text: ANSWER.join("") },
    { type: "response.output_item.done", output_index: 0, item: { ...item, status: "completed", content } },
    { type: "response.completed", response: { ...response, status: "completed", output: [{ ...item, status: "completed", content }], usage: { input_tokens: 3, output_tokens: 100, total_tokens: 103 } } },
  ];
}

function message(from: Message["from"], kind: Message["kind"], payload: string, at: number): Message {
  return { from, kind, payload, at };
}
