import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/domain/json.ts";
import { http, turnOf, turnsOf } from "../../support/exchanges.ts";

const path = "/v1/chat/completions";
const ask = {
  model: "m",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text: "hi" }, { type: "image_url", image_url: {} }] },
    { role: "assistant", content: null, tool_calls: [{ id: "c", type: "function", function: { name: "shell", arguments: '{"cmd":"ls"}' } }] },
    { role: "tool", tool_call_id: "c", content: "a" },
  ],
  tools: [{ type: "function", function: { name: "shell", description: "Runs" } }],
  temperature: 0,
};

const call = (args: string, more: JsonObject = {}) => ({
  choices: [{ delta: { tool_calls: [{ index: 0, ...more, function: { arguments: args, ...("id" in more && { name: "shell" }) } }] } }],
});

test("an ask is read with its system prompt, tools and conversation", () => {
  const turn = turnOf(http({ path, headers: [["user-agent", "QwenCode/0.15.10 (linux; x64)"]], ask, body: {} }));

  expect(turn).toMatchObject({ model: "m", system: ["Be brief."], settings: { temperature: 0 }, origin: { agent: "qwen", agentVersion: "0.15.10" } });
  expect(turn.tools).toMatchObject([{ name: "shell", description: "Runs" }]);
  expect(turn.input).toMatchObject([
    { role: "user", blocks: [{ type: "text", text: "hi" }, { type: "unknown", label: "image_url" }] },
    { role: "assistant", blocks: [{ type: "toolCall", id: "c", name: "shell", input: { cmd: "ls" } }] },
    { role: "tool", blocks: [{ type: "toolResult", id: "c", content: "a" }] },
  ]);
});

test("a stream is folded into blocks, and usage that comes last is counted", () => {
  const stream = [
    { id: "x", model: "m-1", choices: [{ delta: { role: "assistant", content: "" } }] },
    { choices: [{ delta: { reasoning_content: "hm" } }] },
    { choices: [{ delta: { content: "Hel" } }] },
    { choices: [{ delta: { content: "lo" } }] },
    call("", { id: "c" }),
    call('{"cmd"'),
    call(':"ls"}'),
    { choices: [{ delta: {}, finish_reason: "tool_calls" }] },
    { choices: [], usage: { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 2 } } },
    "data: [DONE]\n\n",
  ];

  expect(turnOf(http({ path, ask, stream }))).toMatchObject({
    output: [{ type: "thinking", text: "hm" }, { type: "text", text: "Hello" }, { type: "toolCall", id: "c", name: "shell", input: { cmd: "ls" } }],
    usage: { input: 6, cacheRead: 4, cacheWrite: 0, output: 5, reasoning: 2 },
    stopReason: "tool_calls",
    servedModel: "m-1",
    state: "completed",
    problems: [],
  });
});

test("an error in a stream and an error status fail the turn", () => {
  const error = { error: { message: "No money", type: "insufficient_quota" } };

  expect(turnOf(http({ path, ask, stream: [error] }))).toMatchObject({ state: "failed", error: "insufficient_quota: No money" });
  expect(turnOf(http({ path, ask, status: 429, body: error }))).toMatchObject({ state: "failed", error: "429 insufficient_quota: No money" });
});

test("a stream without a reason to stop is cut", () => {
  expect(turnOf(http({ path, ask, stream: [{ choices: [{ delta: { content: "H" } }] }] })).state).toBe("cut");
});

test("stored completions ask no model", () => {
  expect(turnsOf(http({ path: `${path}/x`, ask: {}, body: {} }))).toEqual([]);
});
