import { assert, constantFrom, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import type { Carrier } from "../../src/domain/ask.ts";
import type { RequestHead } from "../../src/domain/exchange.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import { isObject } from "../../src/domain/json.ts";
import { providers } from "../../src/providers/registry.ts";
import type { Memo, ReplayKnowledge } from "../../src/providers/replay-knowledge.ts";

/** A conversation of each protocol: an ask, its answer in every form, and the ask that sends both back. */
interface Story {
  readonly head: RequestHead;
  readonly ask: JsonObject;
  readonly json: Json;
  readonly events: readonly JsonObject[];
  /** The ask of the next turn, which holds the answer as the agent sends it back. */
  readonly next: JsonObject;
}

const head = (path: string, headers: RequestHead["headers"] = []): RequestHead => ({ method: "POST", path, headers, upgrade: false });
const noMemo: Memo = (_, make) => make();

const anthropic: Story = {
  head: head("/v1/messages"),
  ask: { model: "m", messages: [{ role: "user", content: "hi" }] },
  json: {
    id: "msg",
    type: "message",
    role: "assistant",
    content: [{ type: "thinking", thinking: "Hm", signature: "s" }, { type: "text", text: "Hello" }, { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" } }],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2 },
  },
  events: [
    { type: "message_start", message: { id: "msg", type: "message", role: "assistant", content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm" } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
    { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Hel" } },
    { type: "ping" },
    { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "lo" } },
    { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "t1", name: "Bash", input: {} } },
    { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"command"' } },
    { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: ':"ls"}' } },
    { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ],
  next: {
    model: "m",
    messages: [
      { role: "user", content: [{ type: "text", text: "hi" }] },
      { role: "assistant", content: [{ type: "text", text: "Hello" }, { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" }, cache_control: { type: "ephemeral" } }] },
    ],
  },
};

const output: readonly JsonObject[] = [
  { type: "reasoning", id: "rs", summary: [], encrypted_content: "x" },
  { type: "message", id: "m1", status: "completed", role: "assistant", content: [{ type: "output_text", text: "Hello", annotations: [] }] },
  { type: "function_call", id: "fc", status: "completed", call_id: "c1", name: "shell", arguments: '{"cmd":"ls", "n":1}' },
  { type: "local_shell_call", id: "ls", status: "completed", call_id: "c2", action: { type: "exec", command: ["ls"] } },
];
const response: JsonObject = { id: "resp", object: "response", status: "completed", output, usage: { input_tokens: 1 } };
const responses: Story = {
  head: head("/v1/responses"),
  ask: { model: "m", input: "hi" },
  json: response,
  events: [
    { type: "response.created", response: { id: "resp" } },
    ...output.map((item, output_index) => ({ type: "response.output_item.done", output_index, item })),
    { type: "response.output_text.delta", item_id: "m1", output_index: 1, content_index: 0, delta: "Hel" },
    { type: "response.output_text.delta", item_id: "m1", output_index: 1, content_index: 0, delta: "lo" },
    { type: "response.completed", response: { ...response, output: [] } },
  ],
  next: {
    model: "m",
    input: [
      { type: "message", role: "user", id: "new", content: [{ type: "input_text", text: "hi" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello" }] },
      { type: "function_call", call_id: "c1", name: "shell", arguments: '{"n":1,"cmd":"ls"}' },
      { type: "local_shell_call", call_id: "c2", action: { type: "exec", command: ["ls"] } },
    ],
  },
};

const call = { id: "c1", type: "function", function: { name: "shell", arguments: '{"cmd":"ls"}' } };
const completion = { id: "chat", model: "m", created: 1 };
const chat: Story = {
  head: head("/v1/chat/completions"),
  ask: { model: "m", messages: [{ role: "system", content: "s" }, { role: "user", content: "hi" }] },
  json: { ...completion, object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content: "Hello", tool_calls: [call] }, finish_reason: "tool_calls" }], usage: { prompt_tokens: 1 } },
  events: [
    { ...completion, choices: [{ index: 0, delta: { role: "assistant", content: "Hel" }, finish_reason: null }] },
    { ...completion, choices: [{ index: 0, delta: { content: "lo" }, finish_reason: null }] },
    { ...completion, choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...call, function: { name: "shell", arguments: "" } }] }, finish_reason: null }] },
    { ...completion, choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"cmd":"ls"}' } }] }, finish_reason: null }] },
    { ...completion, choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
    { ...completion, choices: [], usage: { prompt_tokens: 1 } },
  ],
  next: {
    model: "m",
    messages: [
      { role: "system", content: "s" },
      { role: "user", content: [{ type: "text", text: "hi" }] },
      { role: "assistant", content: "Hello", tool_calls: [{ ...call, function: { name: "shell", arguments: '{ "cmd": "ls" }' } }] },
    ],
  },
};

const called = { functionCall: { name: "shell", args: { command: "ls" } } };
const candidate = { finishReason: "STOP", index: 0 };
const gemini: Story = {
  head: head("/v1beta/models/m:streamGenerateContent?alt=sse"),
  ask: { contents: [{ role: "user", parts: [{ text: "hi" }] }] },
  json: { candidates: [{ content: { role: "model", parts: [{ text: "Hello" }, called] }, ...candidate }], responseId: "r" },
  events: [
    { candidates: [{ content: { role: "model", parts: [{ text: "Hel" }] }, index: 0 }], responseId: "r" },
    { candidates: [{ content: { role: "model", parts: [{ text: "lo" }] }, index: 0 }], responseId: "r" },
    { candidates: [{ content: { role: "model", parts: [called] }, ...candidate }], responseId: "r" },
  ],
  next: {
    contents: [
      { role: "user", parts: [{ text: "hi" }] },
      { role: "model", parts: [{ text: "Hello" }, { functionCall: { ...called.functionCall, id: "shell_1767225600000_0" } }] },
    ],
  },
};

const stories: readonly (readonly [string, Story])[] = Object.entries({ anthropic, responses, chat, gemini });

function knowledgeOf({ head: request }: Pick<Story, "head">): ReplayKnowledge {
  const found = providers.find((provider) => provider.claims(request))?.replay;
  if (!found) throw new Error("no provider with replay knowledge claims this");
  return found;
}

function conversationOf(knowledge: ReplayKnowledge, request: RequestHead, ask: Json): readonly string[] | undefined {
  return knowledge.ask(request, ask, noMemo)?.conversation.map(([, value]) => value);
}

test("every provider says what replay needs", () => {
  expect(providers.filter(({ replay }) => replay === undefined).map(({ id }) => id)).toEqual([]);
});

test.each(stories)("%s: an ask and the answer's news are the conversation that the next ask sends whole", (_, story) => {
  const { head: request, ask, json, events, next } = story;
  const knowledge = knowledgeOf(story);
  const before = conversationOf(knowledge, request, ask) ?? [];

  const whole = conversationOf(knowledge, request, next);

  expect([...before, ...knowledge.news([json], "json").conversation]).toEqual(whole);
  expect([...before, ...knowledge.news(events, "events").conversation]).toEqual(whole);
  expect(knowledge.news(events, "events").id).toBeTypeOf("string");
});

test.each(stories)("%s: events become the body that would have come without streaming, and the body events again", (_, story) => {
  const knowledge = knowledgeOf(story);

  const body = knowledge.convert(story.events, "events", "json");
  const events = knowledge.convert([story.json], "json", "events") ?? [];

  expect(body).toEqual([story.json]);
  expect(knowledge.convert(events, "events", "json")).toEqual([story.json]);
});

test.each(stories)("%s: an answer stays as it is where nothing has to be converted", (_, story) => {
  const knowledge = knowledgeOf(story);

  for (const carrier of ["json", "events", "websocket"] as const) expect(knowledge.convert(story.events, carrier, carrier)).toBe(story.events);
});

test.each(stories)("%s: deltas of one stream spell a text, and each can be given another", (_, story) => {
  const knowledge = knowledgeOf(story);
  const texts = new Map<string, string>();
  for (const event of story.events) {
    const delta = knowledge.delta(event);
    if (!delta) continue;
    texts.set(delta.stream, (texts.get(delta.stream) ?? "") + delta.text);
    expect(delta.with(delta.text)).toEqual(event);
    expect(knowledge.delta(delta.with("other"))?.text).toBe("other");
  }

  expect([...texts.values()]).toContain("Hello");
});

test.each(stories)("%s: a member that nobody knows yet is a part of its own, and no part of the conversation", (_, story) => {
  const knowledge = knowledgeOf(story);
  const plain = knowledge.ask(story.head, story.ask, noMemo);

  const changed = knowledge.ask(story.head, { ...story.ask, brand_new: { b: 1, a: 2 } }, noMemo);

  expect(changed?.conversation).toEqual(plain?.conversation);
  expect(changed?.parts).toEqual([...(plain?.parts ?? []), ["settings.brand_new", '{"a":2,"b":1}']]);
  expect(changed?.shape).toBe(plain?.shape);
});

test.each(stories)("%s: what was made of an item once is the same the second time", (_, story) => {
  const knowledge = knowledgeOf(story);
  const known = new Map<object, string>();
  const memo: Memo = (item, make) => {
    const found = known.get(item) ?? make();
    known.set(item, found);
    return found;
  };

  const [first, second] = [knowledge.ask(story.head, story.next, memo), knowledge.ask(story.head, story.next, memo)];

  expect(second).toEqual(first);
  expect(first).toEqual(knowledge.ask(story.head, story.next, noMemo));
  expect(known.size).toBeGreaterThan(0);
});

test.each(stories)("%s: nothing that comes over the wire makes it throw", (_, story) => {
  const knowledge = knowledgeOf(story);
  const carriers: readonly Carrier[] = ["json", "events", "websocket"];
  const members = constantFrom(...Object.keys({ ...story.ask, ...story.next }), "tools", "system", "metadata", "text", "client_metadata");
  const upgraded: RequestHead = { ...story.head, method: "GET", upgrade: true };

  assert(
    property(jsonValue(), members, constantFrom(...story.events), constantFrom(...carriers), constantFrom(...carriers), (raw, member, event, from, to) => {
      const value = raw as Json;
      for (const message of [value, { ...story.next, [member]: value }, { ...story.next, [member]: [value] }, { type: "response.create", input: [value] }]) {
        for (const request of [story.head, upgraded]) {
          const ask = knowledge.ask(request, message, noMemo);
          expect(isObject(knowledge.origin(request, message) as Json)).toBe(true);
          if (ask) knowledge.stub(request, ask);
          if (ask) knowledge.stubMessages(ask);
        }
      }
      const broken = Object.fromEntries(Object.entries(event).map(([name, old]) => [name, name === "type" ? old : value]));
      for (const answer of [[value], [broken], [...story.events, broken], [broken, ...story.events]]) {
        knowledge.news(answer, from);
        knowledge.convert(answer, from, to);
        for (const one of answer) knowledge.endsAnswer(one);
        for (const one of answer.filter(isObject)) knowledge.delta(one)?.with("x");
      }
    }),
    { numRuns: 200 },
  );
});
