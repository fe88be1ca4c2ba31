import { expect, test } from "vitest";
import type { Header } from "../../../src/domain/exchange.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { FIN, http, socket, turnOf, turnsOf } from "../../support/exchanges.ts";

const headers: Header[] = [
  ["originator", "codex_exec"],
  ["User-Agent", "codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)"],
  ["session-id", "s1"],
  ["thread-id", "s1"],
];
const path = "/v1/responses";
const environment = "<environment_context>\n  <cwd>/home/me/repo</cwd>\n</environment_context>";

/** The form of newer models: tools and prompt are items of the input. */
const lite: JsonObject = {
  type: "response.create",
  model: "gpt-6",
  input: [
    { type: "additional_tools", role: "developer", tools: [{ type: "namespace", name: "functions", tools: [{ type: "custom", name: "exec", description: "Runs" }] }, { type: "web_search" }] },
    { type: "message", role: "developer", content: [{ type: "input_text", text: "You are Codex." }] },
    { type: "message", role: "developer", content: [{ type: "input_text", text: "<permissions instructions>" }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: environment }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "say hi" }, { type: "input_image", image_url: "data:" }] },
  ],
  reasoning: { effort: "low" },
  prompt_cache_key: "s1",
  client_metadata: { session_id: "s1", thread_id: "s1" },
};

const usage = { input_tokens: 100, input_tokens_details: { cached_tokens: 60 }, output_tokens: 10, output_tokens_details: { reasoning_tokens: 4 } };
const call = { type: "custom_tool_call", id: "ctc", call_id: "c1", name: "exec", input: "await tools.exec_command({cmd: 'ls'})" };
const stream: JsonObject[] = [
  { type: "response.created", response: { id: "r1", model: "gpt-6-2026" } },
  { type: "codex.rate_limits", rate_limits: {} },
  { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs" } },
  { type: "response.reasoning_summary_part.added", output_index: 0, item_id: "rs" },
  { type: "response.reasoning_summary_text.delta", output_index: 0, item_id: "rs", delta: "First" },
  { type: "response.reasoning_summary_part.added", output_index: 0, item_id: "rs" },
  { type: "response.reasoning_summary_text.delta", output_index: 0, item_id: "rs", delta: "then" },
  { type: "response.output_item.added", output_index: 1, item: { type: "message", id: "m", role: "assistant", content: [] } },
  { type: "response.output_text.delta", output_index: 1, item_id: "m", delta: "Hel" },
  { type: "response.output_text.delta", output_index: 1, item_id: "m", delta: "lo" },
  { type: "response.output_item.done", output_index: 1, item: { type: "message", id: "m", role: "assistant", content: [{ type: "output_text", text: "Hello" }] } },
  { type: "response.output_item.added", output_index: 2, item: { ...call, input: "" } },
  { type: "response.custom_tool_call_input.delta", output_index: 2, item_id: "ctc", delta: "await" },
  { type: "response.output_item.done", output_index: 2, item: call },
  { type: "response.completed", response: { id: "r1", output: [], usage } },
];
const fromUpstream = (events: readonly JsonObject[]) => events.map((event) => ["upstream", event] as const);

test("tools and prompt inside the input are told from the conversation", () => {
  const turn = turnOf(http({ path, headers, ask: lite, stream }));

  expect(turn.system).toEqual(["You are Codex."]);
  expect(turn.tools.map(({ name }) => name)).toEqual(["functions.exec", "web_search"]);
  expect(turn.input.map(({ role }) => role)).toEqual(["developer", "user", "user"]);
  expect(turn.input.at(-1)?.blocks).toMatchObject([{ type: "text", text: "say hi" }, { type: "unknown", label: "input_image" }]);
  expect(turn.settings).toEqual({ reasoning: { effort: "low" } });
  expect(turn.problems).toEqual([]);
});

test("tools and prompt in members of their own are read as well", () => {
  const ask = { model: "gpt-5", instructions: "Be brief.", tools: [{ type: "function", name: "shell", description: "Runs" }], input: "hi" };
  const turn = turnOf(http({ path, headers, ask, stream }));

  expect(turn).toMatchObject({ system: ["Be brief."], tools: [{ name: "shell" }], input: [{ role: "user", blocks: [{ type: "text", text: "hi" }] }] });
});

test("a stream is folded into blocks, usage and a stop reason", () => {
  const turn = turnOf(http({ path, headers, ask: lite, stream }));

  expect(turn.output).toEqual([
    { type: "thinking", text: "First\n\nthen" },
    { type: "text", text: "Hello" },
    { type: "toolCall", id: "c1", name: "exec", input: "await tools.exec_command({cmd: 'ls'})" },
  ]);
  expect(turn.usage).toEqual({ input: 40, cacheRead: 60, cacheWrite: 0, output: 10, reasoning: 4 });
  expect(turn).toMatchObject({ state: "completed", stopReason: "completed", responseId: "r1", servedModel: "gpt-6-2026", firstTokenAt: 50, endedAt: 170 });
});

test("an answer that came as JSON is read alike", () => {
  const body = { object: "response", id: "r", status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [{ type: "message", content: [{ type: "output_text", text: "Hi" }] }], usage };

  expect(turnOf(http({ path, headers, ask: lite, body }))).toMatchObject({ output: [{ type: "text", text: "Hi" }], state: "completed", stopReason: "max_output_tokens" });
});

test("the shortest stream that Codex accepts is understood", () => {
  const events = [
    { type: "response.output_item.done", item: { type: "function_call", call_id: "c", name: "shell", arguments: '{"command":["ls"]}' } },
    { type: "response.completed", response: { id: "r" } },
  ];

  expect(turnOf(http({ path, headers, ask: lite, stream: events }))).toMatchObject({ output: [{ type: "toolCall", input: { command: ["ls"] } }], state: "completed" });
});

test("each response.create is a turn, and a prewarm is marked", () => {
  const prewarm = { ...lite, input: [], generate: false };
  const next = { ...lite, previous_response_id: "r1", input: [{ type: "custom_tool_call_output", call_id: "c1", output: [{ type: "input_text", text: "Script completed\nWall time 0.1 seconds\nOutput:\n" }, { type: "input_text", text: "a" }] }] };
  const turns = turnsOf(
    socket({
      headers,
      said: [["client", prewarm], ...fromUpstream([{ type: "response.completed", response: { id: "r0" } }]), ["client", lite], ...fromUpstream(stream), ["client", next], ...fromUpstream([{ type: "response.created", response: { id: "r2" } }])],
    }),
  );

  expect(turns.map(({ index, kind, state, askedAt }) => [index, kind, state, askedAt])).toEqual([
    [0, "prewarm", "completed", 10],
    [1, "turn", "completed", 30],
    [2, "turn", "running", 190],
  ]);
  expect(turns[2]).toMatchObject({ previousId: "r1", status: 101, input: [{ role: "tool", blocks: [{ type: "toolResult", id: "c1", isError: false }] }] });
  expect(turns[2]?.system).toEqual(["You are Codex."]);
  expect(turns[2]?.tools).toEqual(turns[1]?.tools);
  expect(turns[2]?.origin.cwd).toBe("/home/me/repo");
});

test.each([
  ["a wrapped error", { type: "error", status: 429, error: { type: "rate_limit_exceeded", message: "Slow" }, headers: { "retry-after": "7" } }, "failed", "429 rate_limit_exceeded: Slow. Retry after 7 s."],
  ["a flat error", { type: "error", code: "server_error", message: "Oops" }, "failed", "server_error: Oops"],
  ["a failed response", { type: "response.failed", response: { error: { code: "insufficient_quota", message: "No money" } } }, "failed", "insufficient_quota: No money"],
  ["an error without words", { type: "response.failed" }, "failed", "The upstream reported an error and did not say which."],
  ["a cancelled response", { type: "response.cancelled", response: {} }, "aborted", "The response was cancelled."],
  ["an incomplete response", { type: "response.incomplete", response: { incomplete_details: { reason: "content_filter" } } }, "completed", undefined],
  ["a response that is done", { type: "response.done", response: { status: "completed" } }, "completed", undefined],
])("%s ends the turn, the connection lives on", (_, event, state, error) => {
  const turns = turnsOf(socket({ said: [["client", lite], ["upstream", event], ["client", lite]] }));

  expect(turns.map((turn) => turn.state)).toEqual([state, "running"]);
  expect(turns[0]?.error).toBe(error);
});

test("a connection that goes ends only the turn that runs", () => {
  const said = [["client", lite], ...fromUpstream(stream), ["client", lite]] as const;

  expect(turnsOf(socket({ said, outcome: FIN })).map(({ state }) => state)).toEqual(["completed", "aborted"]);
  expect(turnsOf(socket({ said, outcome: { type: "cut", message: "reset" } })).map(({ state, error }) => [state, error])).toEqual([["completed", undefined], ["cut", "reset"]]);
  const closed = turnsOf(socket({ said, outcome: { type: "completed", closing: { by: "upstream", code: 1011, reason: "oops" } } }));
  expect(closed[1]).toMatchObject({ state: "cut", error: "The upstream closed the connection (1011, oops) before the answer was complete." });
});

test("a refused upgrade holds no turn", () => {
  expect(turnsOf(socket({ headers, status: 426, said: [], outcome: { type: "completed" } }))).toEqual([]);
});

test("a realtime session holds no turn that we know", () => {
  expect(turnsOf(socket({ path: "/v1/realtime?model=x", said: [["client", { type: "response.create" }]] }))).toEqual([]);
});

test("a message that cannot be read is a problem of its turn", () => {
  const turns = turnsOf(socket({ said: [["client", "{"], ["upstream", "nonsense"]] }));

  expect(turns.map(({ problems }) => problems)).toEqual([["A message is not a JSON object: {", "A message is not a JSON object: nonsense"]]);
});

test.each<[string, Header[], JsonObject, JsonObject]>([
  ["hyphens", [["session-id", "a"], ["thread-id", "b"]], {}, { session: "a", thread: "b" }],
  ["underscores", [["session_id", "a"], ["thread_id", "b"]], {}, { session: "a", thread: "b" }],
  ["the metadata header", [["x-codex-turn-metadata", '{"session_id":"a","thread_id":"a","workspaces":{"/r":{}}}']], {}, { session: "a", cwd: "/r" }],
  ["the ask's metadata", [["session-id", "old"]], { client_metadata: { "x-codex-turn-metadata": '{"session_id":"a","thread_id":"b","workspaces":{"C:\\\\r":{}}}' } }, { session: "a", thread: "b", cwd: "C:\\r" }],
  ["client_metadata", [], { client_metadata: { session_id: "a", thread_id: "a" } }, { session: "a" }],
  ["prompt_cache_key", [], { prompt_cache_key: "a" }, { session: "a" }],
  ["broken metadata", [["x-codex-turn-metadata", "{"]], { client_metadata: { "x-codex-turn-metadata": "[" }, prompt_cache_key: 7 }, {}],
  ["the environment's folder", [], { input: [{ role: "user", content: environment }] }, { cwd: "/home/me/repo" }],
])("the origin is read from %s", (_, given, ask, origin) => {
  expect(turnOf(http({ path, headers: given, ask, stream })).origin).toEqual(origin);
});

test("a request for a title is told by its thread's source", () => {
  const metadata = JSON.stringify({ session_id: "s2", thread_id: "s2", thread_source: "thread_title" });
  const turn = turnOf(http({ path, headers, ask: { ...lite, client_metadata: { "x-codex-turn-metadata": metadata } }, stream }));

  expect(turn).toMatchObject({ kind: "title", origin: { session: "s2" } });
});

test.each<[JsonObject, boolean | undefined]>([
  [{ output: "Chunk ID: 1\nWall time: 0.0 seconds\nProcess exited with code 1\nOutput:\nx" }, true],
  [{ output: "Chunk ID: 1\nProcess exited with code 0\nOutput:\nExit code: 1" }, false],
  [{ output: "Output:\nExit code: 1" }, undefined],
  [{ output: '{"output":"x","metadata":{"exit_code":2}}' }, true],
  [{ output: [{ type: "input_text", text: "Script failed\n" }] }, true],
  [{ output: '[{"type":"input_text","text":"Script completed"}]' }, false],
  [{ output: "done" }, undefined],
  [{}, undefined],
])("whether a tool failed is known only where its output says so: %j", (item, isError) => {
  const turn = turnOf(http({ path, headers, ask: { input: [{ type: "function_call_output", call_id: "c", ...item }] }, stream }));

  const [block] = turn.input.flatMap(({ blocks }) => blocks);
  expect(block?.type === "toolResult" ? block.isError : "no result").toBe(isError);
});
