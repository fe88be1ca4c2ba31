import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { chatReplay } from "../../../../src/providers/openai-chat/replay.ts";

const ask = (messages: readonly Json[], more: JsonObject = {}) =>
  chatReplay.ask({ method: "POST", path: "/v1/chat/completions", headers: [], upgrade: false }, { model: "m", messages, ...more }, (_, make) => make());
const result = (id: string): JsonObject => ({ role: "tool", tool_call_id: id, content: "Process Group PGID: 1" });

test("prompts of the agent are parts, what is said is the conversation", () => {
  const read = ask([{ role: "system", content: "Be kind." }, { role: "user", content: "This is the Qwen Code. We are setting up the context for our chat." }, { role: "user", content: "hi" }]);

  expect(read?.conversation.map(([, value]) => value)).toEqual(['{"content":["hi"],"role":"user"}']);
  expect(read?.parts.map(([name]) => name)).toEqual(["model", "system[0]", "system[1]"]);
});

test("results of tools match in whatever order they came", () => {
  expect(ask([result("b"), result("a")])).toEqual(ask([result("a"), result("b")]));
});

test("an ask for JSON and an ask with tools have shapes of their own", () => {
  const shapes = [{}, { response_format: { type: "json_object" } }, { tools: [{ type: "function", function: { name: "n" } }] }].map((more) => ask([], more)?.shape);

  expect(shapes).toEqual(["turn", "turn+format", "turn+tools"]);
});
