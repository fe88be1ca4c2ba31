import { describe, expect, test } from "vitest";
import type { Cassette } from "../../../src/cassette/cassette.ts";
import { diffCassettes } from "../../../src/cassette/diff.ts";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { cassetteFrom } from "../../../src/cassette/from-exchanges.ts";
import { inspectCassette } from "../../../src/cassette/inspect.ts";
import { pruneCassette } from "../../../src/cassette/prune.ts";
import { parseCassette } from "../../../src/cassette/read.ts";
import { redactCassette } from "../../../src/cassette/redact-cassette.ts";
import type { Exchange } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { exchangeOf as exchangeOfStory, http, type HttpStory, socket } from "../../support/exchanges.ts";

const said = (...texts: readonly string[]) => texts.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content }));

const turn = (texts: readonly string[], more: Partial<HttpStory> = {}): Exchange =>
  exchangeOfStory(
    http({
      path: "/v1/messages",
      headers: [["anthropic-version", "1"], ["user-agent", "claude-cli/2.1.197 (external, cli)"]],
      ask: { model: "alias", system: "Be kind.", messages: said(...texts) },
      answerHeaders: [["content-type", "application/json"]],
      body: { id: `msg_${texts.length}`, type: "message", role: "assistant", model: "model-1", content: [{ type: "text", text: `answer ${texts.length}` }], stop_reason: "end_turn" },
      ...more,
    }),
  );

const models = exchangeOfStory(http({ path: "/v1/models", headers: [["anthropic-version", "1"]], ask: "", body: { data: [] } }));
const created = (input: string, previous?: string) => ({ type: "response.create", model: "m", input: [{ type: "message", role: "user", content: [{ type: "input_text", text: input }] }], ...(previous && { previous_response_id: previous }) });
const completed = (id: string) => ({ type: "response.completed", response: { id, status: "completed", output: [], usage: {} } });

function made(...exchanges: readonly Exchange[]): Cassette {
  const list = exchanges.map((exchange, i) => ({ ...exchange, startedAt: 1_700_000_000_000 + i * 1000 })) as unknown as readonly Redacted<Exchange>[];
  return cassetteFrom(list, { place: {}, redact: (text) => text, name: "x.json", now: 0, version: "0.1.0" });
}

const get = (exchange: Exchange): Exchange => ({ ...exchange, request: { ...exchange.request, method: "GET" }, messages: exchange.messages.filter(({ from }) => from === "upstream") });

test("inspect tells what a cassette holds", () => {
  const cassette = made(turn(["hi"]), get(models), exchangeOfStory(socket({ status: 426, said: [] })));

  const overview = inspectCassette(cassette, 1_700_000_060_000);

  expect(overview).toMatchObject({ name: "x.json", age: 60_000, exchanges: 3, sockets: 1, refused: 1, turns: 1, sideRequests: 1, models: ["alias", "model-1"], recordedBy: "0.1.0" });
  expect(overview.agents).toHaveLength(1);
  expect(overview.asks).toMatchObject([
    { name: "e1", kind: "turn", model: "alias", servedModel: "model-1", status: 200, carrier: "json", end: "complete", messages: 1, conversation: 1, duration: 20 },
    { name: "e2", kind: "side", method: "GET", path: "/v1/models" },
  ]);
});

describe("diff", () => {
  test("pairs asks by what was said, and tells changed parts, answers, and what came or went", () => {
    const before = made(turn(["a"]), turn(["b"]), turn(["c"]));
    const after = made(turn(["b"], { ask: { model: "other", system: "Be kind.", messages: said("b") } }), turn(["a"], { status: 500 }), turn(["c"]), turn(["d"]));

    const changes = diffCassettes(before, after);

    expect(changes.map(({ state, before: from, after: to }) => [state, from, to])).toEqual([["changed", "e2", "e1"], ["changed", "e1", "e2"], ["same", "e3", "e3"], ["added", undefined, "e4"]]);
    expect(changes[0]?.differences).toMatchObject([{ part: "model", recorded: "alias", live: "other" }]);
    expect(changes[1]?.answer).toContainEqual({ part: "status", recorded: "200", live: "500" });
    expect(diffCassettes(after, before).at(-1)).toMatchObject({ state: "removed", before: "e4" });
  });

  test("pairs what was said otherwise by its order", () => {
    const changes = diffCassettes(made(turn(["a"])), made(turn(["b"])));

    expect(changes).toMatchObject([{ state: "changed", before: "e1", after: "e1", differences: [{ part: "conversation[0]" }] }]);
  });
});

describe("prune", () => {
  const cassette = made(get(models), turn(["a"]), turn(["a", "b", "c"]));

  test("takes out side requests, named exchanges, or what was not played", () => {
    expect(pruneCassette(cassette, { sideRequests: true })).toMatchObject({ removed: ["e1"], needed: [] });
    expect(pruneCassette(cassette, { exchanges: ["e2"] }).cassette.exchanges.map(({ id }) => id)).toEqual(["e1", "e3"]);
    expect(pruneCassette(cassette, { unplayed: ["e1", "e3"] }).removed).toEqual(["e2"]);
  });

  test("what others were told by is told anew", () => {
    const long = "said ".repeat(200);
    const file = (one: Cassette): string => [...encodeCassette(one)].join("");
    const pruned = pruneCassette(made(turn([long]), turn([long, "b", "c"])), { exchanges: ["e1"] }).cassette;

    expect(file(pruned)).not.toContain('"like"');
    expect(parseCassette(file(pruned), "x").exchanges[0]?.messages[0]?.json).toMatchObject({ messages: said(long, "b", "c") });
  });

  test("keeps an exchange whose answer a later conversation continues", () => {
    const first = exchangeOfStory(socket({ said: [["client", created("a")], ["upstream", completed("resp_1")]] }));
    const second = exchangeOfStory(socket({ said: [["client", created("b", "resp_1")], ["upstream", completed("resp_2")]] }));

    const { removed, needed } = pruneCassette(made(first, second), { exchanges: ["e1"] });

    expect([removed, needed]).toEqual([[], ["e1"]]);
  });
});

test("redacting once more takes out what today's rules find, and says where", () => {
  const cassette = made(turn(["I am ada@corp.io in /home/ada"]), turn(["fine"]));
  const dirty: Cassette = { ...cassette, exchanges: parseCassette([...encodeCassette(cassette)].join("").replace("{{secret.email}}", "ada@corp.io"), "x").exchanges };

  const { cassette: clean, changed } = redactCassette(dirty, (text) => text, { home: "/home/ada" });

  expect(changed).toEqual(["e1/0"]);
  expect(clean.exchanges[0]?.messages[0]?.payload).toContain("I am {{secret.email}} in {{home}}");
  expect(redactCassette(clean, (text) => text, { home: "/home/ada" }).changed).toEqual([]);
});
