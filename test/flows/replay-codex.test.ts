import { once } from "node:events";
import { assert, asyncProperty, shuffledSubarray } from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { CassetteExchange } from "../../src/cassette/cassette.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { askOverHttp, createCodexLike, idOf, type Item, itemsIn, openSocket, sentBack, type ServerEvent } from "../support/codex-like.ts";
import { driftOf, recorded, replay } from "../support/replay.ts";
import { closeRoads } from "../support/road.ts";

const PROMPT = "run-tools=2: go";

let cassette: readonly Redacted<CassetteExchange>[];
let said: readonly string[];

/** A session of Codex: a prewarm, an ask with everything in it, then the results of tools only. */
async function incremental(url: string, codex = createCodexLike("a")): Promise<readonly (readonly ServerEvent[])[]> {
  const socket = await openSocket(url);
  const answers = [await socket.ask(codex.ask([], { generate: false }))];
  let input = codex.opening(PROMPT);
  while (input.length > 0) {
    const answer = await socket.ask(codex.ask(input, { previous_response_id: idOf(answers.at(-1) ?? []) }));
    answers.push(answer);
    input = codex.results(answer);
  }
  said = socket.texts;
  await socket.end();
  return answers;
}

/** The same session by one who sends the whole conversation each time. */
async function whole(ask: (input: readonly Item[]) => Promise<readonly ServerEvent[]>, codex: ReturnType<typeof createCodexLike>, input: readonly Item[] = codex.opening(PROMPT)): Promise<readonly ServerEvent[]> {
  const answer = await ask(input);
  const results = codex.results(answer);
  return results.length === 0 ? answer : whole(ask, codex, [...input, ...sentBack(answer), ...results]);
}

beforeEach(async () => {
  cassette = await recorded({}, async (url) => void (await incremental(url)));
});
afterEach(closeRoads);

const types = (upstream: Awaited<ReturnType<typeof replay>>["upstream"]) => upstream.judgement().verdicts.map(({ type, recorded: name }) => `${type} ${name}`);

test("a prewarm and asks of news only are answered by what was recorded, byte by byte, in another run", async () => {
  const before = said;
  const { url, upstream } = await replay(cassette);

  await incremental(url, createCodexLike("another run"));

  expect(said).toEqual(before);
  expect(types(upstream)).toEqual(["exact e1.1", "exact e1.2", "exact e1.3", "exact e1.4"]);
  expect(upstream.judgement().leftOver).toEqual([]);
});

test("after a reconnect the whole input is answered by what was recorded of news only", async () => {
  const { url, upstream } = await replay(cassette);
  const codex = createCodexLike("b");
  const first = await openSocket(url);
  const warm = await first.ask(codex.ask([], { generate: false }));
  const begun = codex.opening(PROMPT);
  const answer = await first.ask(codex.ask(begun, { previous_response_id: idOf(warm) }));
  await first.end();

  const second = await openSocket(url);
  const last = await whole((input) => second.ask(codex.ask(input)), codex, [...begun, ...sentBack(answer), ...codex.results(answer)]);

  expect(itemsIn(last)).toMatchObject([{ type: "message" }]);
  expect(types(upstream)).toEqual(["exact e1.1", "exact e1.2", "exact e1.3", "exact e1.4"]);
  expect(upstream.judgement().leftOver).toEqual([]);
});

test("what was recorded over a WebSocket answers over HTTP, with the same events", async () => {
  const { url, upstream } = await replay(cassette);
  const codex = createCodexLike("c");

  const last = await whole((input) => askOverHttp(url, codex.ask(input)), codex);

  expect(last.map((event) => JSON.stringify(event))).toEqual(said.slice(-last.length));
  expect(types(upstream)).toEqual(["drift e1.2", "drift e1.3", "drift e1.4"]);
  expect(driftOf(upstream)[0]).toEqual(["transport"]);
});

test("what was recorded over a WebSocket answers an ask without streaming as one response", async () => {
  const { url } = await replay(cassette);
  const codex = createCodexLike("d");

  const [response] = await askOverHttp(url, codex.ask(codex.opening(PROMPT), { stream: false }));

  expect(response).toMatchObject({ object: "response", status: "completed", output: [{ type: "reasoning" }, { type: "message" }, { type: "custom_tool_call" }] });
});

test("what was recorded over HTTP answers over a WebSocket, where the prewarm needs no recording", async () => {
  const codex = createCodexLike("http");
  const overHttp = await recorded({}, async (url) => void (await whole((input) => askOverHttp(url, codex.ask(input)), codex)));
  const { url, upstream } = await replay(overHttp);

  const answers = await incremental(url, createCodexLike("e"));

  expect(itemsIn(answers.at(-1) ?? [])).toMatchObject([{ type: "message" }]);
  expect(types(upstream)).toEqual(["stubbed undefined", "drift e1", "drift e2", "drift e3"]);
});

test("results of tools that ran side by side match in whatever order they came", async () => {
  const calls = ["call_2", "call_1"].map((call_id) => ({ type: "custom_tool_call", call_id, name: "exec", input: "x" }));
  const outputs = calls.map(({ call_id }) => ({ type: "custom_tool_call_output", call_id, output: call_id }));
  const codex = createCodexLike("f");
  const opening = codex.opening(PROMPT);
  const both = await recorded({}, async (url) => void (await askOverHttp(url, codex.ask([...opening, ...calls, ...outputs]))));
  const { url, upstream } = await replay(both);

  await askOverHttp(url, codex.ask([...opening, ...calls, ...outputs.toReversed()]));

  expect(types(upstream)).toEqual(["exact e1"]);
});

test("an upgrade of the agent is drift that names exactly what changed", async () => {
  const { url, upstream } = await replay(cassette);
  const tools = [{ type: "namespace", name: "functions", tools: [{ type: "custom", name: "exec", description: "Runs a script" }, { type: "function", name: "new_tool" }] }];

  await incremental(url, createCodexLike("g", { tools, system: "You are a newer Codex.", brand_new: { on: true } }));

  expect(driftOf(upstream)).toEqual([["settings.brand_new"], ["system[0]", "tools.functions.new_tool", "settings.brand_new"], ["settings.brand_new"], ["settings.brand_new"]]);
});

test("when every part must be equal, an upgrade is a miss that names the part", async () => {
  const { url, upstream } = await replay(cassette, { policy: "exact" });
  const codex = createCodexLike("h", { system: "You are a newer Codex." });
  const socket = await openSocket(url);
  const warm = await socket.ask(codex.ask([], { generate: false }));

  await socket.ask(codex.ask(codex.opening(PROMPT), { previous_response_id: idOf(warm) }));
  await socket.end();

  expect(upstream.judgement().verdicts.at(-1)).toMatchObject({ type: "miss", recorded: "e1.2", differences: [{ part: "system[0]" }] });
});

test("a title, a sub-agent and the main conversation with the same words are never confused, whatever comes first", async () => {
  const format = { text: { format: { type: "json_schema", schema: { properties: { title: { type: "string" } } } } } };
  const lanes = { main: {}, title: { ...format, tools: [] }, sub: { system: "You are a sub-agent.", tools: [] } };
  const names = Object.keys(lanes) as (keyof typeof lanes)[];
  const ask = async (url: string, name: keyof typeof lanes, run: string, changed: object): Promise<string> => {
    const codex = createCodexLike(run, { ...lanes[name], ...changed });
    return idOf(await askOverHttp(url, codex.ask(codex.opening("the same words"))));
  };
  const ids: Record<string, string> = {};
  const three = await recorded({}, async (url) => {
    for (const name of names) ids[name] = await ask(url, name, "r", {});
  });

  await assert(
    asyncProperty(shuffledSubarray(names, { minLength: 3 }), shuffledSubarray(["model", "brand_new"]), async (order, changes) => {
      const { url } = await replay(three);
      const got = await Promise.all(order.map(async (name) => [name, await ask(url, name, "s", Object.fromEntries(changes.map((member) => [member, "changed"])))] as const));
      expect(Object.fromEntries(got)).toEqual(ids);
    }),
    { numRuns: 20 },
  );
});

test("side requests that were not recorded are answered so that Codex goes on", async () => {
  const { url, upstream } = await replay(cassette);
  const headers = { "chatgpt-account-id": "acc-1", originator: "codex_exec" };
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(url + path, { headers });
    return [response.status, await response.json()];
  };

  expect(await get("/v1/models?client_version=1")).toEqual([200, { object: "list", data: [], models: [] }]);
  expect(await get("/backend-api/wham/accounts/check")).toMatchObject([200, { default_account_id: "acc-1", accounts: [{ id: "acc-1", workspace_backend_origin: "NO_CONSTRAINT" }] }]);
  expect(await get("/backend-api/wham/settings/user")).toMatchObject([404, {}]);
  expect(types(upstream)).toEqual(["stubbed undefined", "stubbed undefined", "stubbed undefined"]);
});

test("of two recordings with the same ids of answers, an ask of news continues the one that was played", async () => {
  const others = await recorded({}, async (url) => {
    const socket = await openSocket(url);
    const codex = createCodexLike("c");
    const first = await socket.ask(codex.ask(codex.opening("another one")));
    await socket.ask(codex.ask([{ type: "message", role: "user", content: "go on" }], { previous_response_id: idOf(first) }));
    await socket.end();
  });
  // The fake upstream counts its answers, so both recordings begin with the same id.
  const { url, upstream } = await replay([...cassette, ...others.map((one) => ({ ...one, id: "e9", startedAt: one.startedAt + 1e6 }))]);

  await incremental(url);

  expect(upstream.judgement().verdicts.map(({ type }) => type)).toEqual(["exact", "exact", "exact", "exact"]);
});

test.each(["{no json", `{"type":"response.create","input":${"[".repeat(9000)}${"]".repeat(9000)}}`])("a message that cannot be read is a miss, and no silence", async (text) => {
  const { url, upstream } = await replay(cassette);
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/responses`);
  await once(socket, "open");

  socket.send(text);
  const [refusal] = await once(socket, "message");
  socket.close();

  expect(JSON.parse(String(refusal))).toMatchObject({ type: "error", status: 400 });
  expect(upstream.judgement().verdicts).toMatchObject([{ type: "miss" }]);
});

test("an answer that cannot be told over a WebSocket is a miss that says why, and no silence", async () => {
  const codex = createCodexLike("bytes");
  const overHttp = await recorded({}, async (url) => void (await askOverHttp(url, codex.ask(codex.opening(PROMPT)))));
  const bytes = overHttp.map((exchange) => ({
    ...exchange,
    response: { status: 200, statusText: "OK", headers: [["content-type", "text/plain"]] as const },
    messages: [...exchange.messages.filter(({ from }) => from === "client"), { from: "upstream" as const, kind: "body" as const, payload: "no events", at: 1 }],
  }));
  const { url, upstream } = await replay(bytes);
  const socket = await openSocket(url);

  const [refusal] = await socket.ask(codex.ask(codex.opening(PROMPT)));
  await socket.end();

  expect(refusal).toMatchObject({ type: "error", status: 400 });
  expect(upstream.judgement().verdicts).toMatchObject([{ type: "miss", recorded: "e1", why: "e1 answers it, but was recorded as bytes and cannot be told over a WebSocket" }]);
});
