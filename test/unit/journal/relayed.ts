import type { Header, Opening } from "../../../src/domain/exchange.ts";
import type { Json } from "../../../src/domain/json.ts";
import type { Observation } from "../../../src/pipeline/recorder.ts";

/** What a relay observes of one streamed answer of the Anthropic API. */
export function relayed(id: string, startedAt: number, session: string, headers: readonly Header[] = []) {
  const bytes = (from: "client" | "upstream", at: number, text: string): Observation => ({ type: "bytes", id, at, from, bytes: Buffer.from(text) });
  const event = (at: number, type: string, data: { readonly [name: string]: Json } = {}) =>
    bytes("upstream", at, `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const opening: Opening = {
    id,
    provider: "anthropic",
    transport: "http",
    startedAt,
    upstream: "http://127.0.0.1:1/v1/messages",
    request: { method: "POST", path: "/v1/messages", upgrade: false, headers: [["content-type", "application/json"], ["x-claude-code-session-id", session], ...headers] },
  };
  const ask = { model: "claude-x", stream: true, max_tokens: 9, messages: [{ role: "user", content: "hello" }] };
  return {
    start: [
      { type: "opened", opening },
      bytes("client", 1, JSON.stringify(ask)),
      { type: "finished", id, at: 2, from: "client" },
      { type: "answered", id, at: 3, response: { status: 200, statusText: "OK", headers: [["content-type", "text/event-stream"]] } },
      event(4, "message_start", { message: { id: "m1", model: "claude-x", usage: { input_tokens: 3, output_tokens: 1 } } }),
      event(4, "content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    ] satisfies Observation[],
    piece: (at: number, text: string) => event(at, "content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    end: [
      event(90, "content_block_stop", { index: 0 }),
      event(90, "message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } }),
      event(91, "message_stop"),
      { type: "finished", id, at: 92, from: "upstream" },
      { type: "ended", id, at: 93, outcome: { type: "completed" } },
    ] satisfies Observation[],
  };
}
