import { expect, test } from "vitest";
import type { RequestHead } from "../../../../src/domain/exchange.ts";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { messagesReplay } from "../../../../src/providers/anthropic/replay.ts";

const post = (path: string): RequestHead => ({ method: "POST", path, headers: [], upgrade: false });
const ask = (message: Json, path = "/v1/messages") => messagesReplay.ask(post(path), message, (_, make) => make());
const conversationOf = (...messages: readonly Json[]) => ask({ model: "m", messages })?.conversation;
const result = (id: string, more: JsonObject = {}): JsonObject => ({ type: "tool_result", tool_use_id: id, content: "ok", ...more });

test.each([
  ["turn", {}],
  ["turn+tools", { tools: [{ name: "Bash" }] }],
  ["turn+format+tools", { tools: [{ name: "Bash" }], output_config: { format: { type: "json_schema" } } }],
  ["title", { output_config: { format: { type: "json_schema", schema: { properties: { title: {} } } } } }],
])("an ask has the shape %s", (shape, more) => {
  expect(ask({ messages: [], ...more })?.shape).toBe(shape);
});

test("the cache's mark, the form of content and a result that is no error make no difference", () => {
  const marked = { type: "text", text: "hi", cache_control: { type: "ephemeral" } };

  expect(conversationOf({ role: "user", content: [marked] })).toEqual(conversationOf({ role: "user", content: "hi" }));
  expect(conversationOf({ role: "user", content: [result("a", { is_error: false, cache_control: {} })] })).toEqual(
    conversationOf({ role: "user", content: [result("a", { content: [{ type: "text", text: "ok" }] })] }),
  );
});

test("results of tools that ran side by side match in whatever order they came; a failed one does not match a good one", () => {
  expect(conversationOf({ role: "user", content: [result("b"), result("a")] })).toEqual(conversationOf({ role: "user", content: [result("a"), result("b")] }));
  expect(conversationOf({ role: "user", content: [result("a", { is_error: true })] })).not.toEqual(conversationOf({ role: "user", content: [result("a")] }));
});

test("what the agent adds to a message and the model's thinking are parts, named by the message", () => {
  const messages = [
    { role: "user", content: [{ type: "text", text: "<system-reminder>Today's date is 1.</system-reminder>" }, { type: "text", text: "hi" }] },
    { role: "system", content: "Available agents" },
    { role: "assistant", content: [{ type: "thinking", thinking: "Hm", signature: "s" }, { type: "text", text: "Hello" }] },
    { role: "user", content: [result("a", { content: "ok<system-reminder>Be quick.</system-reminder>" })] },
  ];

  const read = ask({ model: "m", messages });

  expect(read?.conversation.map(([, value]) => value)).toEqual(
    conversationOf({ role: "user", content: "hi" }, { role: "assistant", content: "Hello" }, { role: "user", content: [result("a")] })?.map(([, value]) => value),
  );
  expect(read?.parts).toEqual([
    ["model", "m"],
    ["reminders[0]", "<system-reminder>Today's date is {{date}}</system-reminder>"],
    ["reminders[1]", "Available agents"],
    ["thinking[2]", '{"signature":"s","thinking":"Hm","type":"thinking"}'],
    ["reminders[3]", "<system-reminder>Be quick.</system-reminder>"],
  ]);
});

test("counting tokens is a side request that is compared by its messages", () => {
  const counted = ask({ model: "m", messages: [{ role: "user", content: "hi" }], metadata: { user_id: "x" } }, "/v1/messages/count_tokens?beta=true");

  expect(counted).toMatchObject({ kind: "side", conversation: conversationOf({ role: "user", content: "hi" }) });
  expect(counted?.parts).toEqual([["model", "m"]]);
});

test("an error within a stream is the error's body without streaming, and the other way round", () => {
  const error = { type: "error", error: { type: "overloaded_error", message: "later" } };

  expect(messagesReplay.convert([{ type: "message_start", message: {} }, error], "events", "json")).toEqual([error]);
  expect(messagesReplay.convert([error], "json", "events")).toEqual([error]);
});

test("who asks and from where is read from metadata and system prompt", () => {
  const system = [{ type: "text", text: "# Environment\n - Primary working directory: /repo\n" }];

  expect(messagesReplay.origin(post("/v1/messages"), { system, metadata: { user_id: '{"session_id":"s"}' }, messages: [] })).toMatchObject({ session: "s", cwd: "/repo" });
});
