import { assert, asyncProperty, shuffledSubarray } from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { CassetteExchange } from "../../src/cassette/cassette.ts";
import { driftOf, httpExchange, recorded, replay } from "../support/replay.ts";
import { closeRoads } from "../support/road.ts";

afterEach(closeRoads);

const PROMPT = "run-tools=2: go";
const TOOLS = [{ name: "Bash", description: "Runs a command", input_schema: { type: "object" } }];
const CACHED = { cache_control: { type: "ephemeral" } };

interface Said {
  readonly role: string;
  readonly content: unknown;
}

interface Block {
  readonly type: string;
  readonly id?: string;
}

/** What Claude Code asks; `run` is what differs from run to run, `more` what differs from version to version. */
function askOf(messages: readonly Said[], run: string, more: object = {}): Record<string, unknown> {
  return {
    model: "claude-test",
    messages,
    system: [
      { type: "text", text: `x-anthropic-billing-header: cc_version=2.1.197.${run}; cc_entrypoint=sdk-cli;` },
      { type: "text", text: `You are an agent.\n - Primary working directory: /work/${run}\n\ngitStatus: as of now\n\nRecent commits:\n${run} init`, ...CACHED },
    ],
    tools: TOOLS,
    metadata: { user_id: JSON.stringify({ device_id: run, session_id: `session-${run}` }) },
    max_tokens: 1000,
    stream: true,
    ...more,
  };
}

function opening(prompt: string, run: string): readonly Said[] {
  const date = `<system-reminder>\n# currentDate\nToday's date is 2026-01-${run.length}.\n</system-reminder>\n\n`;
  return [{ role: "user", content: [{ type: "text", text: date }, { type: "text", text: prompt, ...CACHED }] }, { role: "system", content: "Available agents: none" }];
}

async function post(url: string, body: object, path = "/v1/messages?beta=true"): Promise<Response> {
  return fetch(url + path, { method: "POST", headers: { "content-type": "application/json", "anthropic-version": "2023-06-01" }, body: JSON.stringify(body) });
}

/** The message of an answer without streaming; Claude Code would have put it together from the events. */
async function messageOf(url: string, ask: Record<string, unknown>): Promise<{ readonly id: string; readonly content: readonly Block[] }> {
  const { stream: _, ...whole } = ask;
  return (await post(url, whole)).json() as Promise<{ id: string; content: readonly Block[] }>;
}

/** A session to its end; each ask holds all that was said, and the cache mark moves on. */
async function converse(url: string, run: string, more: object = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  let messages = opening(PROMPT, run);
  for (;;) {
    const { id, content } = await messageOf(url, askOf(messages, run, more));
    ids.push(id);
    const calls = content.filter(({ type }) => type === "tool_use");
    if (calls.length === 0) return ids;
    const results = calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: "ran 42", is_error: false, ...CACHED }));
    messages = [...messages.map(withoutMark), { role: "assistant", content }, { role: "user", content: results }];
  }
}

function withoutMark({ role, content }: Said): Said {
  if (!Array.isArray(content)) return { role, content };
  return { role, content: content.map((block: object) => Object.fromEntries(Object.entries(block).filter(([name]) => name !== "cache_control"))) };
}

const types = (upstream: Awaited<ReturnType<typeof replay>>["upstream"]) => upstream.judgement().verdicts.map(({ type, recorded: name }) => `${type} ${name}`);
const request: CassetteExchange["request"] = { method: "POST", path: "/v1/messages?beta=true", headers: [["anthropic-version", "2023-06-01"]], upgrade: false };
const streamed = [
  { type: "message_start", message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], stop_reason: null, usage: { input_tokens: 3, output_tokens: 1 } } },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm." } },
  { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "toolu_1", name: "Bash", input: {} } },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"command":' } },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '"ls"}' } },
  { type: "content_block_stop", index: 1 },
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
  { type: "message_stop" },
];

test("a session runs again on another day, in another folder and with another session id", async () => {
  let ids: readonly string[] = [];
  const cassette = await recorded({}, async (url) => void (ids = await converse(url, "a")));
  const { url, upstream } = await replay(cassette);

  expect(await converse(url, "bb")).toEqual(ids);
  expect(types(upstream)).toEqual(["exact e1", "exact e2", "exact e3"]);
  expect(upstream.judgement().leftOver).toEqual([]);
});

test("the same ask without streaming is answered with the message that the recorded events tell of", async () => {
  const ask = askOf(opening("hi", "a"), "a");
  const { url, upstream } = await replay([httpExchange("e1", { provider: "anthropic", request, ask, events: streamed })]);

  expect(await messageOf(url, ask)).toEqual({
    ...streamed[0]?.message,
    content: [{ type: "thinking", thinking: "Hm.", signature: "c2ln" }, { type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "ls" } }],
    stop_reason: "tool_use",
    usage: { input_tokens: 3, output_tokens: 9 },
  });
  expect(driftOf(upstream)).toEqual([["transport"]]);
});

test("a stream that was cut is cut again, and the ask without streaming that followed gets its own answer", async () => {
  const { stream: _, ...whole } = askOf(opening("hi", "a"), "a");
  const json = { id: "msg_2", type: "message", role: "assistant", content: [{ type: "text", text: "hi" }] };
  const { url, upstream } = await replay([
    httpExchange("e1", { provider: "anthropic", request, ask: { ...whole, stream: true }, events: streamed.slice(0, 3), outcome: { type: "cut", message: "reset" } }),
    httpExchange("e2", { provider: "anthropic", request, ask: whole, json }),
  ]);

  await expect((await post(url, { ...whole, stream: true })).text()).rejects.toThrow("terminated");
  expect(await messageOf(url, whole)).toEqual(json);
  expect(types(upstream)).toEqual(["exact e1", "exact e2"]);
});

test("a recorded message is streamed to one who wants a stream", async () => {
  const { stream: _, ...whole } = askOf(opening("hi", "a"), "a");
  const json = { id: "msg_2", type: "message", role: "assistant", content: [{ type: "text", text: "hi" }], stop_reason: "end_turn", usage: { output_tokens: 2 } };
  const { url } = await replay([httpExchange("e1", { provider: "anthropic", request, ask: whole, json })]);

  const text = await (await post(url, { ...whole, stream: true })).text();

  expect([...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type)).toEqual([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
});

test("an upgrade of the agent is drift that names exactly what changed", async () => {
  const cassette = await recorded({}, async (url) => void (await converse(url, "a")));
  const { url, upstream } = await replay(cassette);
  const system = askOf([], "a")["system"] as object[];

  await converse(url, "a", { tools: [...TOOLS, { name: "New" }], system: [system[0], { type: "text", text: "You are a newer agent." }], brand_new: 1 });

  expect(driftOf(upstream)).toEqual([0, 1, 2].map(() => ["system[1]", "tools.New", "settings.brand_new"]));
  expect(upstream.judgement().leftOver).toEqual([]);
});

test("when every part must be equal, an upgrade is a miss that names exactly the parts", async () => {
  const cassette = await recorded({}, async (url) => void (await converse(url, "a")));
  const { url, upstream } = await replay(cassette, { policy: "exact" });

  const answer = await post(url, askOf(opening(PROMPT, "a"), "a", { tools: [...TOOLS, { name: "New" }], brand_new: 1, stream: false }));

  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await answer.json()).toMatchObject({ type: "error" });
  expect(upstream.judgement().verdicts[0]?.type).toBe("miss");
  expect(driftOf(upstream)).toEqual([["tools.New", "settings.brand_new"]]);
});

test("a reminder that the agent adds is drift, what the person says is a miss", async () => {
  const ask = askOf(opening("hi", "a"), "a");
  const { url, upstream } = await replay([httpExchange("e1", { provider: "anthropic", request, ask, events: streamed })], { repeat: true });
  const reminded = { role: "user", content: [{ type: "text", text: "hi" }, { type: "text", text: "<system-reminder>Be quick.</system-reminder>" }] };

  await post(url, { ...ask, messages: [reminded] });
  await post(url, { ...ask, messages: [{ role: "user", content: "ho" }] });

  expect(types(upstream)).toEqual(["drift e1", "miss e1"]);
  expect(driftOf(upstream)[0]).toEqual(["reminders[0]", "reminders[1]"]);
  expect(driftOf(upstream)[1]?.[0]).toBe("conversation[0]");
});

test("a title, a sub-agent and the main conversation with the same words are never confused, whatever comes first", async () => {
  const title = { output_config: { format: { type: "json_schema", schema: { properties: { title: { type: "string" } } } } }, tools: [] };
  const lanes = { main: {}, title, sub: { system: "You are a sub-agent.", tools: [{ name: "Read" }] } };
  const names = Object.keys(lanes) as (keyof typeof lanes)[];
  const ask = async (url: string, name: keyof typeof lanes, run: string, changed: object): Promise<string> =>
    (await messageOf(url, askOf(opening("the same words", run), run, { ...lanes[name], ...changed }))).id;
  const ids: Record<string, string> = {};
  const three = await recorded({}, async (url) => {
    for (const name of names) ids[name] = await ask(url, name, "a", {});
  });

  await assert(
    asyncProperty(shuffledSubarray(names, { minLength: 3 }), shuffledSubarray(["model", "max_tokens", "brand_new"]), async (order, changes) => {
      const { url } = await replay(three);
      const got = await Promise.all(order.map(async (name) => [name, await ask(url, name, "bb", Object.fromEntries(changes.map((member) => [member, "changed"])))] as const));
      expect(Object.fromEntries(got)).toEqual(ids);
    }),
    { numRuns: 20 },
  );
});

test("counting tokens, lists of models and probes that were not recorded do not stop the agent", async () => {
  const { url, upstream } = await replay([]);
  const headers = { "anthropic-version": "2023-06-01" };

  const counted = await post(url, { model: "m", messages: [{ role: "user", content: "x".repeat(400) }] }, "/v1/messages/count_tokens?beta=true");
  const models = await fetch(`${url}/v1/models`, { headers });
  const probe = await fetch(`${url}/v1/messages`, { method: "HEAD", headers });

  expect(((await counted.json()) as { input_tokens: number }).input_tokens).toBeGreaterThan(99);
  expect([models.status, await models.json(), probe.status]).toEqual([200, expect.objectContaining({ data: [] }), 200]);
  expect(types(upstream)).toEqual(["stubbed undefined", "stubbed undefined", "stubbed undefined"]);
});

test("where only the order counts, two conversations side by side keep their answers, and changed words get the next one", async () => {
  const path = "/v1/messages";
  const headers = [["anthropic-version", "2023-06-01"]] as const;
  const user = (content: string): Said => ({ role: "user", content });
  const assistant = (text: string): Said => ({ role: "assistant", content: [{ type: "text", text }] });
  const conversations = [[user("A")], [user("B")], [user("A"), assistant("1"), user("A2")], [user("B"), assistant("2"), user("B2")]];
  const exchanges = conversations.map((messages, i) =>
    httpExchange(`e${i + 1}`, {
      provider: "anthropic",
      startedAt: i,
      request: { method: "POST", path, headers: [...headers], upgrade: false },
      ask: { model: "m", messages },
      json: { type: "message", id: `msg_${i}`, role: "assistant", content: [{ type: "text", text: String(i + 1) }] },
    }),
  );
  const { url, upstream } = await replay(exchanges, { policy: "order" });

  for (const messages of [[user("B")], [user("other words")], [user("B"), assistant("2"), user("other words, too")], [user("other words"), assistant("1"), user("A2")]]) {
    await fetch(url + path, { method: "POST", headers: [...headers].map(([name, value]): [string, string] => [name, value]), body: JSON.stringify({ model: "m", messages }) });
  }

  expect(upstream.judgement().verdicts.map(({ type, recorded: name }) => `${type} ${name}`)).toEqual(["exact e2", "drift e1", "drift e4", "drift e3"]);
});

test("an id that one part of an ask names is masked in all of it, as it was when recording, also where a later ask names more", async () => {
  const account = "9f8e7d6c-5b4a-4321-8765-0123456789ab";
  const team = "1a2b3c4d-5e6f-4789-9abc-def012345678";
  const metadata = { user_id: JSON.stringify({ account_uuid: account, session_id: "session-1" }) };
  const said: readonly Said[] = [{ role: "user", content: `what is ${account} and ${team}?` }, { role: "assistant", content: "An account." }];
  const asks = [said.slice(0, 1), [...said, { role: "user", content: `{"organization_uuid":"${team}"}` }]].map((messages) => ({ model: "m", max_tokens: 9, messages, metadata }));
  const { url, upstream } = await replay(asks.map((ask, i) => httpExchange(`e${i + 1}`, { provider: "anthropic", request, ask, json: { id: `msg_${i}`, content: [] } })));

  for (const ask of asks) await post(url, ask);

  expect(upstream.judgement().verdicts.map(({ type, differences }) => [type, differences])).toEqual([["exact", []], ["exact", []]]);
});

test("an answer that cannot be told in the form asked for is a miss that says why", async () => {
  const ask = { model: "m", max_tokens: 9, messages: [{ role: "user", content: "hello" }] };
  const { url, upstream } = await replay([httpExchange("e1", { provider: "anthropic", request, ask: { ...ask, stream: true }, events: [{ type: "ping" }] })]);

  const { status } = await post(url, ask);

  expect(status).toBe(400);
  expect(upstream.judgement().verdicts).toMatchObject([{ type: "miss", recorded: "e1", why: "e1 answers it, but was recorded as events and cannot be told over HTTP json" }]);
});

test("a Windows path comes back in the arguments of a tool as JSON that a client can read, and the ask that resends it matches", async () => {
  const [then, today] = [{ cwd: "C:\\Users\\al\\app" }, { cwd: "D:\\new" }];
  const begin = { model: "m", max_tokens: 9, stream: true, messages: [{ role: "user", content: "go" }] as readonly Said[] };
  const next = ({ cwd }: typeof then) => ({ ...begin, messages: [...begin.messages, { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "Read", input: { path: `${cwd}\\a` } }] }, { role: "user", content: JSON.stringify({ read: `${cwd}\\a` }) }] });
  const input = JSON.stringify({ path: `${then.cwd}\\a` });
  const deltas = [input.slice(0, 12), input.slice(12)].map((partial_json) => ({ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json } }));
  const { url, upstream } = await replay(
    [httpExchange("e1", { provider: "anthropic", request, ask: begin, events: deltas }), httpExchange("e2", { provider: "anthropic", request, ask: next(then), events: [{ type: "message_stop" }] })],
    { here: today, recordedAt: then },
  );

  const events = (await (await post(url, begin)).text()).matchAll(/^data: (.*)$/gm);
  const spelled = Array.from(events, ([, data = ""]) => (JSON.parse(data) as { readonly delta: { readonly partial_json: string } }).delta.partial_json).join("");
  await post(url, next(today));

  expect(JSON.parse(spelled)).toEqual({ path: "D:\\new\\a" });
  expect(upstream.judgement().verdicts.map(({ type }) => type)).toEqual(["exact", "exact"]);
});
