import { expect, test } from "vitest";
import type { Header } from "../../../src/domain/exchange.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { http, turnOf, turnsOf } from "../../support/exchanges.ts";

const headers: Header[] = [
  ["User-Agent", "claude-cli/2.1.197 (external, sdk-cli)"],
  ["X-Claude-Code-Session-Id", "header-session"],
  ["anthropic-version", "2023-06-01"],
];

const ask: JsonObject = {
  model: "claude-x",
  system: [
    { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.197.08c; cc_entrypoint=cli;" },
    { type: "text", text: "# Environment\n - Primary working directory: /home/me/repo\n - Platform: linux" },
  ],
  messages: [
    { role: "user", content: [{ type: "text", text: "<system-reminder>\ndate\n</system-reminder>" }, { type: "text", text: "list files" }] },
    { role: "system", content: "Agents: none" },
    { role: "assistant", content: [{ type: "thinking", thinking: "hm", signature: "s" }, { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text: "a" }, { type: "image", source: {} }], is_error: false }] },
    { role: "user", content: [{ type: "image", source: { type: "base64" } }] },
  ],
  tools: [{ name: "Bash", description: "Runs", input_schema: {} }, { type: "web_search_20250305", name: "web_search" }],
  metadata: { user_id: JSON.stringify({ device_id: "d", account_uuid: "", session_id: "body-session" }) },
  max_tokens: 100,
  stream: true,
};

const start = { type: "message_start", message: { id: "msg_1", model: "claude-x-1", usage: { input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 1 } } };
const stream: JsonObject[] = [
  start,
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "so" } },
  { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x" } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "redacted_thinking", data: "zz" } },
  { type: "content_block_stop", index: 1 },
  { type: "content_block_start", index: 2, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 2, delta: { type: "text_delta", text: "Runn" } },
  { type: "content_block_delta", index: 2, delta: { type: "text_delta", text: "ing." } },
  { type: "content_block_stop", index: 2 },
  { type: "content_block_start", index: 3, content_block: { type: "tool_use", id: "t2", name: "Bash", input: {} } },
  { type: "content_block_delta", index: 3, delta: { type: "input_json_delta", partial_json: '{"comm' } },
  { type: "content_block_delta", index: 3, delta: { type: "input_json_delta", partial_json: 'and":"ls -l"}' } },
  { type: "content_block_stop", index: 3 },
  { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 42 } },
  { type: "message_stop" },
];
const path = "/v1/messages?beta=true";

test("an ask is read with its system prompt, tools, conversation and settings", () => {
  const turn = turnOf(http({ path, headers, ask, stream }));

  expect(turn).toMatchObject({ model: "claude-x", kind: "turn", askedAt: 10, problems: [], settings: { max_tokens: 100, stream: true } });
  expect(turn.system).toHaveLength(2);
  expect(turn.tools.map(({ name }) => name)).toEqual(["Bash", "web_search"]);
  expect(turn.input).toEqual([
    { role: "user", blocks: [{ type: "text", text: "<system-reminder>\ndate\n</system-reminder>" }, { type: "text", text: "list files" }] },
    { role: "system", blocks: [{ type: "text", text: "Agents: none" }] },
    { role: "assistant", blocks: [{ type: "thinking", text: "hm" }, { type: "toolCall", id: "t1", name: "Bash", input: { command: "ls" } }] },
    { role: "tool", blocks: [{ type: "toolResult", id: "t1", content: "a\n[image]", isError: false }] },
    { role: "user", blocks: [{ type: "unknown", label: "image", raw: { type: "image", source: { type: "base64" } } }] },
  ]);
});

test("the origin is what headers, metadata and the system prompt say", () => {
  const { origin } = turnOf(http({ path, headers, ask, stream }));

  expect(origin).toEqual({ agent: "claude", agentVersion: "2.1.197", session: "body-session", cwd: "/home/me/repo" });
});

test.each([
  [{ user_id: "user_ab_account_cd_session_0f0f0f0f-1111-4222-8333-444444444444" }, "0f0f0f0f-1111-4222-8333-444444444444"],
  [{ session_id: "plain" }, "plain"],
  [{}, "header-session"],
  [{ user_id: 7 }, "header-session"],
])("the session of %j is %s", (metadata, session) => {
  expect(turnOf(http({ path, headers, ask: { ...ask, metadata }, stream })).origin.session).toBe(session);
});

test("a sub-agent has a thread of its own", () => {
  const { origin } = turnOf(http({ path, headers: [...headers, ["x-claude-code-agent-id", "a1"]], ask, stream }));

  expect(origin).toMatchObject({ session: "body-session", thread: "a1" });
});

test("a stream is folded into blocks, usage and a stop reason", () => {
  const turn = turnOf(http({ path, headers, ask, stream }));

  expect(turn.output).toEqual([
    { type: "thinking", text: "so" },
    { type: "unknown", label: "redacted_thinking", raw: { type: "redacted_thinking", data: "zz" } },
    { type: "text", text: "Running." },
    { type: "toolCall", id: "t2", name: "Bash", input: { command: "ls -l" } },
  ]);
  expect(turn.usage).toEqual({ input: 3, cacheRead: 100, cacheWrite: 20, output: 42, reasoning: 0 });
  expect(turn).toMatchObject({ stopReason: "tool_use", responseId: "msg_1", servedModel: "claude-x-1", state: "completed", phase: "done", status: 200, firstTokenAt: 40, endedAt: 200 });
});

test.each([
  [0, "waiting"],
  [1, "waiting"],
  [4, "thinking"],
  [10, "text"],
  [14, "tool"],
  [18, "done"],
])("after %i events the turn is %s", (count, phase) => {
  const { opening, events } = http({ path, headers, ask, stream });

  expect(turnOf({ opening, events: events.slice(0, 2 + count) }).phase).toBe(phase);
});

test("a running turn shows what is written so far", () => {
  const { opening, events } = http({ path, headers, ask, stream });
  const turn = turnOf({ opening, events: events.slice(0, 2 + 14) });

  expect(turn.state).toBe("running");
  expect(turn.output.slice(-2)).toEqual([{ type: "text", text: "Running." }, { type: "toolCall", id: "t2", name: "Bash", input: '{"comm' }]);
});

test("an answer that came as JSON is read alike", () => {
  const body = { type: "message", id: "m", model: "claude-x", content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn", usage: { input_tokens: 1, output_tokens: 2 } };
  const turn = turnOf(http({ path, headers, ask, body }));

  expect(turn).toMatchObject({ output: [{ type: "text", text: "Hi" }], stopReason: "end_turn", state: "completed", endedAt: 30, usage: { input: 1, output: 2 } });
  expect(turn.servedModel).toBeUndefined();
});

test("a stream without content type, kept as one body, is read as events", () => {
  const body = stream.map((event) => `event: e\r\ndata: ${JSON.stringify(event)}\r\n\r\n`).join("");

  expect(turnOf(http({ path, headers, ask, body }))).toMatchObject({ stopReason: "tool_use", state: "completed" });
});

test("an error status is a failed turn that says what the upstream said", () => {
  const body = { type: "error", error: { type: "rate_limit_error", message: "Slow down." } };
  const turn = turnOf(http({ path, headers, ask, status: 429, answerHeaders: [["Retry-After", "3"]], body }));

  expect(turn).toMatchObject({ state: "failed", status: 429, error: "429 rate_limit_error: Slow down. Retry after 3 s." });
});

test("an error page of somebody else is quoted", () => {
  const turn = turnOf(http({ path, headers, ask, status: 502, body: "<html><h1>Bad gateway</h1></html>" }));

  expect(turn).toMatchObject({ state: "failed", error: "502: Bad gateway" });
});

test("an error in the middle of a stream fails the turn and keeps what came", () => {
  const failed = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  const turn = turnOf(http({ path, headers, ask, stream: [...stream.slice(0, 10), failed] }));

  expect(turn).toMatchObject({ state: "failed", error: "overloaded_error: Overloaded" });
  expect(turn.output.at(-1)).toEqual({ type: "text", text: "Runn" });
});

test("a stream that ends early is cut, one that only lacks its last event is not", () => {
  expect(turnOf(http({ path, headers, ask, stream: stream.slice(0, 5) }))).toMatchObject({ state: "cut", endedAt: 1000 });
  expect(turnOf(http({ path, headers, ask, stream: stream.slice(0, -1) }))).toMatchObject({ state: "completed", endedAt: 1000 });
});

test.each([
  [{ type: "aborted" }, "aborted", undefined],
  [{ type: "cut", message: "reset" }, "cut", "reset"],
  [{ type: "failed", code: "UPSTREAM_REFUSED", message: "refused" }, "failed", "refused"],
  [{ type: "interrupted" }, "interrupted", undefined],
] as const)("the outcome %j ends a running turn", (outcome, state, error) => {
  const turn = turnOf(http({ path, headers, ask, stream: stream.slice(0, 5), outcome }));

  expect(turn.state).toBe(state);
  expect(turn.error).toBe(error);
});

test("a request for a title is a side request with a thread of its own", () => {
  const format = { type: "json_schema", schema: { type: "object", properties: { title: { type: "string" } } } };
  const turn = turnOf(http({ path, headers, ask: { ...ask, tools: [], output_config: { format } }, stream }));

  expect(turn).toMatchObject({ kind: "title", origin: { session: "body-session", thread: "title" } });
});

test("structured output of another client is a turn", () => {
  const format = { type: "json_schema", schema: { properties: { title: {} } } };

  expect(turnOf(http({ path, ask: { ...ask, tools: [], output_config: { format } }, stream })).kind).toBe("turn");
});

test("counting tokens asks no model", () => {
  expect(turnsOf(http({ path: "/v1/messages/count_tokens?beta=true", headers, ask, body: { input_tokens: 1 } }))).toEqual([]);
});

test("an ask in parts is joined, also when a part ends within a character", () => {
  const { opening, events } = http({ path, headers, ask: {}, stream });
  const bytes = new TextEncoder().encode(JSON.stringify({ ...ask, model: "clä" }));
  const at = bytes.indexOf(0xc3) + 1;
  const part = { from: "client", at: 7, kind: "body" } as const;
  const parts = [
    { type: "message", id: opening.id, message: { ...part, payload: bytes.slice(0, at), more: true } },
    { type: "message", id: opening.id, message: { ...part, at: 9, payload: bytes.slice(at) } },
  ] as const;
  const turn = turnOf({ opening, events: [...parts, ...events.slice(1)] });

  expect(turn).toMatchObject({ model: "clä", askedAt: 9, problems: [] });
});

test("an ask that cannot be read is a turn with a problem", () => {
  expect(turnOf(http({ path, headers, ask: "{", stream })).problems).toEqual(["The ask is not a JSON object."]);
});
