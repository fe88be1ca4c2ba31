import { expect, test } from "vitest";
import { entryOf } from "../../../src/providers/openai-responses/items.ts";

test.each([
  ["a person's message", { type: "message", role: "user", content: "hi" }, "user"],
  ["a message without a role", { content: "hi" }, "user"],
  ["a model's thoughts", { type: "reasoning", summary: [] }, "assistant"],
  ["a call of a tool", { type: "function_call", name: "shell", arguments: "{}" }, "assistant"],
  ["a tool's result", { type: "custom_tool_call_output", output: "done" }, "tool"],
  ["an item that names its role", { type: "additional_tools", role: "developer", tools: [] }, "developer"],
  ["a setting that Codex puts behind the person's message", { type: "configuration_update", reasoning: { effort: "low" } }, "developer"],
])("%s is said by the right one", (_, item, role) => {
  expect(entryOf(item).role).toBe(role);
});
