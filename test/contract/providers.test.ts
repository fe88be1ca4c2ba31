import { array, assert, constantFrom, double, json, jsonValue, nat, oneof, property, string, tuple, uint8Array, webPath } from "fast-check";
import { expect, test } from "vitest";
import { CcxrayError } from "../../src/domain/errors.ts";
import type { RequestHead } from "../../src/domain/exchange.ts";
import { isObject, type Json, type JsonObject } from "../../src/domain/json.ts";
import { sessionOf } from "../../src/domain/session-summary.ts";
import { summarize } from "../../src/domain/turn-summary.ts";
import type { Turn } from "../../src/domain/turn.ts";
import type { TurnEvent } from "../../src/providers/provider.ts";
import { providers } from "../../src/providers/registry.ts";
import { FIN, http, socket, turnsOf, type Story } from "../support/exchanges.ts";

// What every provider must keep to, shown on one story of each protocol and transport.

const messages: Story = http({
  path: "/v1/messages",
  ask: { model: "m", system: "s", messages: [{ role: "user", content: [{ type: "text", text: "hi ä" }] }], tools: [{ name: "t", input_schema: {} }], metadata: { user_id: '{"session_id":"s"}' } },
  stream: [
    { type: "message_start", message: { id: "i", model: "m", usage: { input_tokens: 1, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hö" } },
    { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "t", name: "n", input: {} } },
    { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"command":"ls"}' } },
    { type: "content_block_stop", index: 1 },
    { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
    { type: "message_stop" },
  ],
});
const messagesJson: Story = http({ path: "/v1/messages", ask: { model: "m", messages: [] }, body: { type: "message", content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn", usage: { input_tokens: 1, output_tokens: 9 } } });

const create = {
  type: "response.create",
  model: "m",
  instructions: "s",
  tools: [{ type: "function", name: "t" }],
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }, { type: "function_call_output", call_id: "c", output: '{"exit_code":1}' }],
  client_metadata: { session_id: "s", "x-codex-turn-metadata": '{"session_id":"s","workspaces":{"/r":{}}}' },
};
const answer = [
  { type: "response.created", response: { id: "r", model: "m" } },
  { type: "response.output_item.added", output_index: 0, item: { type: "function_call", id: "f", call_id: "c", name: "n", arguments: "" } },
  { type: "response.function_call_arguments.delta", output_index: 0, item_id: "f", delta: '{"cmd":"ls"}' },
  { type: "response.output_item.done", output_index: 0, item: { type: "function_call", id: "f", call_id: "c", name: "n", arguments: '{"cmd":"ls"}' } },
  { type: "response.completed", response: { id: "r", output: [], usage: { input_tokens: 1, output_tokens: 9 } } },
];
const responses: Story = http({ path: "/v1/responses", ask: create, stream: answer });
const responsesSocket: Story = socket({ said: [["client", create], ...answer.map((event) => ["upstream", event] as const)], outcome: FIN });

const chat: Story = http({
  path: "/v1/chat/completions",
  ask: { model: "m", messages: [{ role: "system", content: "s" }, { role: "user", content: "hi" }], tools: [{ type: "function", function: { name: "t" } }] },
  stream: [
    { choices: [{ index: 0, delta: { content: "Hi" } }] },
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "c", function: { name: "n", arguments: '{"cmd":"ls"}' } }] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
    { choices: [], usage: { prompt_tokens: 1, completion_tokens: 9 } },
    "data: [DONE]\n\n",
  ],
});
const gemini: Story = http({
  path: "/v1beta/models/m:streamGenerateContent?alt=sse",
  ask: { contents: [{ role: "user", parts: [{ text: "hi" }] }], systemInstruction: { parts: [{ text: "s" }] }, tools: [{ functionDeclarations: [{ name: "t" }] }] },
  stream: [
    { candidates: [{ content: { parts: [{ text: "Hi" }] } }], usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } },
    { candidates: [{ content: { parts: [{ functionCall: { name: "n", args: { command: "ls" } } }] }, finishReason: "STOP" }], usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 9 } },
  ],
});

const stories: readonly (readonly [string, Story])[] = Object.entries({ messages, messagesJson, responses, responsesSocket, chat, gemini });
/** Each ask but the first brings only what is new, and inherits the rest. */
function severalAsks(): Story {
  const said = ["r1", "r2", "r3"].flatMap((id, n) => [
    ["client", n === 0 ? create : { type: "response.create", model: "m", input: [], previous_response_id: `r${n}` }] as const,
    ...answer.map((event) => ["upstream", JSON.parse(JSON.stringify(event).replaceAll('"id":"r"', `"id":"${id}"`)) as typeof event] as const),
  ]);
  return socket({ said, outcome: FIN });
}

const claimants = (head: RequestHead) => providers.filter((provider) => provider.claims(head));

test.each(stories)("%s is claimed by one provider, and read whole", (_, story) => {
  expect(claimants(story.opening.request)).toHaveLength(1);
  const [turn, ...others] = turnsOf(story);
  expect(others).toEqual([]);
  expect(turn).toMatchObject({ model: "m", state: "completed", phase: "done", problems: [], usage: { input: 1, output: 9 } });
  expect(turn?.output.length).toBeGreaterThan(0);
});

test.each(stories)("%s: every event may be the last so far, and the turns so far stay as they were", (_, { opening, events }) => {
  const reader = claimants(opening.request)[0]?.reader(opening);
  const before = events.map((event) => {
    reader?.take(event);
    const turns = reader?.turns() ?? [];
    return { turns, copy: structuredClone(turns) };
  });

  for (const { turns, copy } of before) expect(turns).toEqual(copy);
  expect(before.at(-1)?.turns.every(({ state }) => state !== "running")).toBe(true);
});

test.each([...stories, ["a connection of several asks", severalAsks()] as const])("%s: what is forgotten once it has ended changes no turn", (_, { opening, events }) => {
  const [reader, forgetful] = [claimants(opening.request)[0]?.reader(opening), claimants(opening.request)[0]?.reader(opening)];
  const kept: Turn[] = [];

  for (const event of events) {
    reader?.take(event);
    forgetful?.take(event);
    kept.push(...(forgetful?.turns(kept.length) ?? []).filter(({ state }) => state !== "running"));
    forgetful?.forget(kept.length);
  }

  expect(kept).toEqual(reader?.turns());
  expect(forgetful?.turns(kept.length)).toEqual([]);
});

test.each(stories)("%s: a message may be cut anywhere", (_, { opening, events }) => {
  assert(
    property(nat(events.length - 1), double({ min: 0, max: 1, noNaN: true }), (at, share) => {
      const cut = events.map((event, n) => (n === at ? cutAt(event, share) : event));
      expect(read({ opening, events: cut })).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test.each(stories)("%s: a message in two parts reads as in one", (_, { opening, events }) => {
  const whole = turnsOf({ opening, events });

  assert(
    property(double({ min: 0, max: 1, noNaN: true }), (share) => {
      expect(turnsOf({ opening, events: events.flatMap((event) => inTwo(event, share)) })).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test.each(stories)("%s: any value may be of any type", (_, { opening, events }) => {
  assert(
    property(nat(events.length - 1), nat(), jsonValue({ maxDepth: 3 }), (at, place, value) => {
      const changed = events.map((event, n) => (n === at ? withPayload(event, (text) => replaced(text, place, value as Json)) : event));
      expect(read({ opening, events: changed })).toBeGreaterThanOrEqual(leastTurns(opening));
    }),
    { numRuns: 400 },
  );
});

test.each(stories)("%s: any JSON, any text and any bytes may come instead of a message", (_, { opening, events }) => {
  const payload = oneof(json(), string(), uint8Array());

  assert(
    property(array(payload, { minLength: events.length, maxLength: events.length }), (payloads) => {
      const changed = events.map((event, n) => withPayload(event, () => payloads[n] ?? ""));
      expect(read({ opening, events: changed })).toBeGreaterThanOrEqual(leastTurns(opening));
    }),
    { numRuns: 200 },
  );
});

test.each(stories)("%s: events may come in any order, repeated or not at all", (_, { opening, events }) => {
  assert(
    property(array(constantFrom(...events), { maxLength: 20 }), (shuffled) => {
      expect(read({ opening, events: shuffled })).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 100 },
  );
});

test("no request is claimed by two providers, and what is claimed has a route to a known upstream", () => {
  const path = constantFrom("/", "/v1/models", "/models/x", "/v1/messages", "/v1/responses?x", "/chat/completions", "/v1beta/models", "/v1/models/gemini:generateContent", "/backend-api", "/backend-api?x", "/v1/plugins", "/v1", "/v1/", "//", "?", "/api/codex/ps/mcp");
  const name = constantFrom("anthropic-version", "x-api-key", "X-Goog-Api-Key", "chatgpt-account-id", "openai-beta", "originator", "authorization", "user-agent");
  const value = constantFrom("", "codex_exec/1", "Bearer sk-1", "Bearer sk-ant-1", "2023-06-01");
  const headers = array(tuple(name, value), { maxLength: 4 });

  assert(
    property(oneof(path, string(), webPath()), headers, (target, given) => {
      const head = { method: "GET", path: target, headers: given, upgrade: false };
      const found = claimants(head);
      expect(found.length).toBeLessThan(2);
      for (const provider of found) expect(provider.upstreams.map((spec) => spec.name)).toContain(provider.route(head).upstream);
    }),
    { numRuns: 2000 },
  );
});

test.each(providers)("$id says an error of ours with its message and its hint", (provider) => {
  const body = provider.errorBody(new CcxrayError("UPSTREAM_TIMEOUT", "No answer.", { hint: "Wait." }));

  expect(JSON.stringify(body)).toContain("No answer. Wait.");
  expect(isObject(body) && isObject(body["error"])).toBe(true);
});

test.each(providers)("$id names headers in lower case", ({ secretHeaders }) => {
  expect(secretHeaders).toEqual(secretHeaders.map((name) => name.toLowerCase()));
});

/** Over HTTP the request itself is the ask; on a WebSocket a message may turn out to be none. */
function leastTurns({ transport }: Story["opening"]): number {
  return transport === "http" ? 1 : 0;
}

/** Reads a story to its end, also into summaries, and counts its turns. Throws when anything does. */
function read(story: Story): number {
  const turns = turnsOf(story);
  const summaries = turns.map((turn) => summarize(turn, { session: "s", transport: story.opening.transport, startedAt: 0 }));
  sessionOf(summaries);
  expect(() => structuredClone(turns)).not.toThrow();
  return turns.length;
}



function withPayload(event: TurnEvent, change: (text: string) => string | Uint8Array): TurnEvent {
  if (event.type !== "message" || typeof event.message.payload !== "string") return event;
  return { ...event, message: { ...event.message, payload: change(event.message.payload) } };
}

function cutAt(event: TurnEvent, share: number): TurnEvent {
  return withPayload(event, (text) => text.slice(0, Math.floor(text.length * share)));
}

/** The same message as bytes in two parts, cut wherever it may be. */
function inTwo(event: TurnEvent, share: number): readonly TurnEvent[] {
  if (event.type !== "message" || typeof event.message.payload !== "string") return [event];
  const bytes = new TextEncoder().encode(event.message.payload);
  const at = Math.floor(bytes.length * share);
  return [
    { ...event, message: { ...event.message, payload: bytes.slice(0, at), more: true } },
    { ...event, message: { ...event.message, payload: bytes.slice(at) } },
  ];
}

/** A JSON text, or an event's, with the value at one of its places replaced. */
function replaced(text: string, place: number, value: Json): string {
  const start = text.indexOf("{");
  if (start < 0) return text;
  const end = text.lastIndexOf("}") + 1;
  const places: ((value: Json) => void)[] = [];
  const root = { root: JSON.parse(text.slice(start, end)) as Json } as Record<string, Json>;
  collect(root, places);
  places[place % places.length]?.(value);
  return text.slice(0, start) + JSON.stringify(root["root"]) + text.slice(end);
}

function collect(holder: JsonObject | readonly Json[], places: ((value: Json) => void)[]): void {
  for (const [key, value] of Object.entries(holder)) {
    places.push((other) => Object.assign(holder, { [key]: other }));
    if (typeof value === "object" && value !== null) collect(value, places);
  }
}
