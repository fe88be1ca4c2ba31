import { expect, test } from "vitest";
import type { RequestHead } from "../../../../src/domain/exchange.ts";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { responsesReplay } from "../../../../src/providers/openai-responses/replay.ts";

const post = (path: string): RequestHead => ({ method: "POST", path, headers: [], upgrade: false });
const socket: RequestHead = { method: "GET", path: "/v1/responses", headers: [], upgrade: true };
const ask = (message: Json, head: RequestHead = post("/v1/responses")) => responsesReplay.ask(head, message, (_, make) => make());
const create = (more: JsonObject = {}): JsonObject => ({ type: "response.create", model: "m", input: [], ...more });
const title: JsonObject = { format: { type: "json_schema", schema: { properties: { title: {} } } } };

test.each([
  ["prewarm", create({ generate: false })],
  ["turn", create()],
  ["turn", create({ text: { format: { type: "text" }, verbosity: "low" } })],
  ["turn+format", create({ text: { format: { type: "json_schema", schema: { properties: { title: {}, body: {} } } } } })],
  ["title", create({ text: title })],
  ["title", create({ client_metadata: { "x-codex-turn-metadata": '{"thread_source":"thread_title"}' } })],
])("an ask has the shape %s", (shape, message) => {
  expect(ask(message, socket)?.shape).toBe(shape);
});

test("a WebSocket message that creates no response asks nothing", () => {
  expect(ask({ type: "response.cancel" }, socket)).toBeUndefined();
});

test("compacting a conversation is an ask of its own shape", () => {
  expect(ask({ model: "m", input: "hi" }, post("/v1/responses/compact"))).toMatchObject({ kind: "turn", shape: "compact" });
});

test.each(["/backend-api/wham/x", "/v1/responses/input_tokens", "/backend-api/ps/mcp", "/codex/analytics-events/events"])("%s is a side request", (path) => {
  expect(ask({}, post(path))?.kind).toBe("side");
});

test("what is asked of paths that nobody knows is left to the plain comparison", () => {
  expect(ask({ input: "x" }, post("/v1/embeddings"))).toBeUndefined();
});

test("what JSON-RPC calls tells side requests apart, and telemetry is all alike", () => {
  const shapes = ["initialize", "tools/list"].map((method) => ask({ jsonrpc: "2.0", method }, post("/backend-api/ps/mcp"))?.shape);

  expect(new Set(shapes).size).toBe(2);
  expect(ask({ n: 1 }, post("/codex/analytics-events/events"))).toEqual(ask({ n: 2 }, post("/codex/analytics-events/events")));
});

test("the conversation holds what was said, without tools, prompts and surroundings; those are parts", () => {
  const read = ask({
    model: "m",
    instructions: "Be kind.",
    tools: [{ type: "web_search" }],
    input: [
      { type: "additional_tools", tools: [{ type: "namespace", name: "functions", tools: [{ name: "exec" }] }] },
      { type: "message", role: "developer", content: [{ type: "input_text", text: "More." }] },
      { type: "message", role: "user", content: [{ type: "input_text", text: "<environment_context>\n<cwd>/x</cwd>" }] },
      { type: "reasoning", encrypted_content: "x" },
      { type: "message", role: "user", content: "hi" },
    ],
    reasoning: { effort: "low" },
    stream: true,
  });

  expect(read?.conversation).toEqual([["input[0]", '{"content":["hi"],"role":"user","type":"message"}']]);
  expect(read?.parts).toEqual([
    ["model", "m"],
    ["system[0]", "Be kind."],
    ["system[1]", "More."],
    ["context[0]", "<environment_context>\n<cwd>{{cwd}}</cwd>"],
    ["tools.web_search", '{"type":"web_search"}'],
    ["tools.functions.exec", '{"name":"exec"}'],
    ["settings.reasoning", '{"effort":"low"}'],
  ]);
  expect(read?.stream).toBe(true);
});

test("who asks and from where is read from the metadata, or from what the agent says of its surroundings", () => {
  const environment = { type: "message", role: "user", content: [{ type: "input_text", text: "<environment_context>\n<cwd>/repo</cwd>" }] };
  const metadata = JSON.stringify({ session_id: "s", workspaces: { "/work": {} } });

  expect(responsesReplay.origin(socket, create({ input: [environment], prompt_cache_key: "k" }))).toMatchObject({ session: "k", cwd: "/repo" });
  expect(responsesReplay.origin(socket, create({ input: [environment], client_metadata: { "x-codex-turn-metadata": metadata } }))).toMatchObject({ session: "s", cwd: "/work" });
});

test("a refusal that was recorded as JSON is a failed response on a stream, with its code", () => {
  const events = responsesReplay.convert([{ error: { code: "rate_limit_exceeded", message: "slow down" } }], "json", "websocket");

  expect(events?.at(-1)).toMatchObject({ type: "response.failed", response: { status: "failed", error: { code: "rate_limit_exceeded", message: "slow down" } } });
});

test("an error on a stream is the error's body without streaming", () => {
  expect(responsesReplay.convert([{ type: "error", status: 429, error: { code: "c" } }], "websocket", "json")).toEqual([{ error: { code: "c" } }]);
});

test("what the upstream says last ends an answer, and nothing before it", () => {
  const types = ["response.created", "response.output_item.done", "response.completed", "response.failed", "response.incomplete", "error"];

  expect(types.filter((type) => responsesReplay.endsAnswer({ type }))).toEqual(types.slice(2));
});

test("a prewarm that was not recorded is answered with an id; a turn is not", () => {
  const prewarm = ask(create({ generate: false }), socket);
  const turn = ask(create(), socket);

  expect(prewarm && responsesReplay.stubMessages(prewarm)?.at(-1)).toMatchObject({ type: "response.completed", response: { id: expect.any(String), output: [] } });
  expect(turn && responsesReplay.stubMessages(turn)).toBeUndefined();
});
