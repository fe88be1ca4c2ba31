import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/domain/json.ts";
import { http, turnOf, turnsOf } from "../../support/exchanges.ts";

const path = "/v1beta/models/gemini-9-pro:streamGenerateContent?alt=sse";
const ask = {
  contents: [
    { role: "user", parts: [{ text: "hi" }, { inlineData: { mimeType: "image/png" } }] },
    { role: "model", parts: [{ functionCall: { id: "c", name: "run", args: { command: "ls" } } }] },
    { role: "user", parts: [{ functionResponse: { id: "c", name: "run", response: { error: "denied" } } }] },
  ],
  systemInstruction: { parts: [{ text: "Be brief." }] },
  tools: [{ functionDeclarations: [{ name: "run", description: "Runs" }] }],
  generationConfig: { temperature: 0 },
};

const chunk = (parts: readonly JsonObject[], more: JsonObject = {}) => ({ candidates: [{ content: { role: "model", parts }, ...more }] });

test("an ask is read with the model that the path names", () => {
  const turn = turnOf(http({ path, headers: [["User-Agent", "GeminiCLI/0.61.0/gemini-9-pro (linux; x64)"]], ask, stream: [] }));

  expect(turn).toMatchObject({ model: "gemini-9-pro", system: ["Be brief."], settings: { generationConfig: { temperature: 0 } }, origin: { agent: "gemini", agentVersion: "0.61.0" } });
  expect(turn.tools).toMatchObject([{ name: "run", description: "Runs" }]);
  expect(turn.input).toMatchObject([
    { role: "user", blocks: [{ type: "text", text: "hi" }, { type: "unknown", label: "inlineData" }] },
    { role: "assistant", blocks: [{ type: "toolCall", id: "c", name: "run", input: { command: "ls" } }] },
    { role: "tool", blocks: [{ type: "toolResult", id: "c", content: "denied", isError: true }] },
  ]);
});

test("a stream is folded into blocks and usage", () => {
  const usageMetadata = { promptTokenCount: 10, cachedContentTokenCount: 4, candidatesTokenCount: 5, thoughtsTokenCount: 2 };
  const stream = [
    chunk([{ text: "so", thought: true }]),
    chunk([{ text: "Hel" }]),
    chunk([{ text: "lo" }, { functionCall: { name: "run", args: {} } }]),
    { ...chunk([{ text: "!" }], { finishReason: "STOP" }), usageMetadata, modelVersion: "gemini-9-pro-001", responseId: "r" },
  ];

  expect(turnOf(http({ path, ask, stream }))).toMatchObject({
    output: [{ type: "thinking", text: "so" }, { type: "text", text: "Hello" }, { type: "toolCall", name: "run", input: {} }, { type: "text", text: "!" }],
    usage: { input: 6, cacheRead: 4, cacheWrite: 0, output: 7, reasoning: 2 },
    stopReason: "STOP",
    servedModel: "gemini-9-pro-001",
    state: "completed",
  });
});

test("an error says its status and message", () => {
  const body = { error: { code: 429, message: "Slow", status: "RESOURCE_EXHAUSTED" } };

  expect(turnOf(http({ path, ask, status: 429, body }))).toMatchObject({ state: "failed", error: "429 RESOURCE_EXHAUSTED: Slow" });
});

test("counting tokens asks no model", () => {
  expect(turnsOf(http({ path: "/v1beta/models/g:countTokens", ask, body: {} }))).toEqual([]);
});
