import { describe, expect, test } from "vitest";
import type { Cassette } from "../../../src/cassette/cassette.ts";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { cassetteFrom } from "../../../src/cassette/from-exchanges.ts";
import { redactCassette } from "../../../src/cassette/redact-cassette.ts";
import type { Exchange, HeaderList } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";
import { cassetteOf, exchangeOf, message } from "../../support/cassette-exchanges.ts";
import { http, exchangeOf as exchangeOfStory, socket } from "../../support/exchanges.ts";

const { text: redact } = createRedactor({ secretValues: [], secretHeaders: () => [] });
const place = { home: "/home/alice", user: "alice", host: "wonderbox", tmp: "/tmp" };

function made(...exchanges: readonly Exchange[]): Cassette {
  return cassetteFrom(exchanges as readonly Redacted<Exchange>[], { place, redact, name: "x.json", now: 0, version: "0.1.0" });
}

function headers(request: HeaderList, response: HeaderList = []): { request: HeaderList; response: HeaderList } {
  const [exchange] = made(exchangeOf("id", { request: { method: "POST", path: "/x", headers: request, upgrade: false }, response: { status: 200, statusText: "", headers: response } })).exchanges;
  return { request: exchange?.request.headers ?? [], response: exchange?.response?.headers ?? [] };
}

test("exchanges are numbered in the order in which they were opened", () => {
  const [late, early] = [exchangeOf("b", { startedAt: 2000.4, upstream: "late" }), exchangeOf("a", { startedAt: 1000, upstream: "early" })];

  const cassette = made(late, early);

  expect(cassette).toMatchObject({ name: "x.json", recordedAt: "1970-01-01T00:00:01.000Z", recordedBy: "0.1.0" });
  expect(cassette.exchanges.map(({ id, upstream, startedAt }) => [id, upstream, startedAt])).toEqual([["e1", "early", 1000], ["e2", "late", 2000]]);
});

describe("heads", () => {
  test("keep the length in an answer to HEAD, where no body tells it", () => {
    const lengths = ["HEAD", "GET"].map((method) => made(exchangeOf("id", { request: { method, path: "/x", headers: [], upgrade: false }, response: { status: 200, statusText: "", headers: [["Content-Length", "12"]] } })).exchanges[0]?.response?.headers);

    expect(lengths).toEqual([[["Content-Length", "12"]], []]);
  });

  test("keep what agents echo and replay needs", () => {
    const echoed: HeaderList = [["content-type", "text/event-stream"], ["retry-after", "2"], ["x-codex-turn-state", "abc"], ["request-id", "req_1"]];

    expect(headers([["content-type", "application/json"], ["anthropic-version", "2023-06-01"], ["user-agent", "codex_exec/1"]], echoed)).toEqual({
      request: [["content-type", "application/json"], ["anthropic-version", "2023-06-01"], ["user-agent", "codex_exec/1"]],
      response: echoed,
    });
  });

  test("lose what changes from run to run, identifies somebody or was secret", () => {
    const request: HeaderList = [
      ["Host", "127.0.0.1:1"],
      ["Connection", "keep-alive, X-Hop"],
      ["X-Hop", "1"],
      ["Content-Length", "2"],
      ["Authorization", "Bearer {{secret.authorization}}"],
      ["Cookie", "a={{secret.cookie}}"],
      ["session-id", "018f"],
      ["thread_id", "018f"],
      ["x-codex-window-id", "018f:0"],
      ["x-codex-turn-metadata", "{}"],
      ["x-codex-installation-id", "018f"],
      ["x-client-request-id", "018f"],
      ["Sec-WebSocket-Key", "x"],
      ["traceparent", "00-1"],
      ["OpenAI-Organization", "org-1"],
    ];

    expect(headers(request, [["Date", "today"], ["CF-Ray", "1"], ["Set-Cookie", "a=b"], ["anthropic-organization-id", "{{secret.anthropic-organization-id}}"], ["openai-processing-ms", "4"]])).toEqual({ request: [], response: [] });
  });

  test("keep the name of a secret where only it tells whose protocol this is", () => {
    const request = { method: "GET", path: "/v1/models", upgrade: false, headers: [["x-api-key", "{{secret.x-api-key}}"], ["cookie", "{{secret.cookie}}"]] as HeaderList };

    expect(made(exchangeOf("id", { request })).exchanges[0]?.request.headers).toEqual([["x-api-key", "{{secret.x-api-key}}"]]);
  });

  test("have slots in paths, queries and values", () => {
    const exchange = exchangeOf("id", { upstream: "http://h/x?dir=/home/alice", request: { method: "GET", path: "/x?dir=/home/alice/a", headers: [["x-dir", "/home/alice"]], upgrade: false }, trailers: [["x-from", "wonderbox"]] });

    expect(made(exchange).exchanges[0]).toMatchObject({ upstream: "http://h/x?dir={{home}}", request: { path: "/x?dir={{home}}/a", headers: [["x-dir", "{{home}}"]] }, trailers: [["x-from", "{{host}}"]] });
  });
});

describe("messages", () => {
  const answerOf = (deltas: readonly object[]): Exchange =>
    exchangeOfStory(http({ path: "/v1/messages", headers: [["anthropic-version", "1"]], ask: { model: "m", system: [{ type: "text", text: "Working directory: /home/alice/p" }], messages: [{ role: "user", content: "hi" }] }, stream: deltas.map((delta) => ({ type: "content_block_delta", index: 0, delta })) as never }));

  const spelled = (cassette: Cassette, member: string): readonly string[] => {
    const [exchange] = cassette.exchanges;
    return (exchange?.messages ?? []).flatMap(({ from, json }) => (from === "upstream" ? [(json as Record<string, Record<string, string>>)["delta"]?.[member] ?? ""] : []));
  };

  test("a path that is spelled over several deltas becomes one slot, also inside a tool's arguments", () => {
    const cassette = made(answerOf(['{"file_', 'path":"/ho', "me/al", "ice/src", '/a.ts","n":1}'].map((partial_json) => ({ type: "input_json_delta", partial_json }))));

    expect(spelled(cassette, "partial_json")).toEqual(['{"file_', 'path":"{{home}}', "", "/src", '/a.ts","n":1}']);
  });

  test("a key that is spelled over several deltas is taken out", () => {
    const cassette = made(answerOf(["use sk-ant", "-api03-abc", "defghijkl0", "123 here"].map((text) => ({ type: "text_delta", text }))));

    expect(spelled(cassette, "text").join("")).toBe("use {{secret.anthropic_key}} here");
    expect([...encodeCassette(cassette)].join("")).not.toMatch(/api03|defghij/);
  });

  test("an event in which nothing changes keeps its bytes, however it was spaced", () => {
    const odd = 'event: x\r\ndata: {"type": "content_block_delta",  "index":0,"delta":{"type":"text_delta","text":"hi"}}\r\n\r\n';
    const exchange = exchangeOf("id", { provider: "anthropic", messages: [message("upstream", "event", odd)] });

    expect(made(exchange).exchanges[0]?.messages[0]?.payload).toBe(odd);
  });

  test("a WebSocket's messages, error bodies and reasons have their slots", () => {
    const upgraded = socket({ said: [["client", { dir: "/home/alice" }], ["upstream", { error: "no such file /home/alice/x" }]], outcome: { type: "cut", message: "lost /home/alice" } });
    const failed = exchangeOf("f", { response: { status: 500, statusText: "", headers: [] }, messages: [message("upstream", "body", "at /home/alice/y: ask ada@corp.io")] });

    const [sock, error] = made(exchangeOfStory(upgraded), { ...failed, startedAt: 1_800_000_000_000 }).exchanges;

    expect(sock?.messages.map(({ payload }) => payload)).toEqual(['{"dir":"{{home}}"}', '{"error":"no such file {{home}}/x"}']);
    expect(sock?.outcome).toEqual({ type: "cut", message: "lost {{home}}" });
    expect(error?.messages[0]?.payload).toBe("at {{home}}/y: ask {{secret.email}}");
  });

  test("parts of a message are joined, pings left out, and what never ended is kept", () => {
    const exchange = exchangeOf("id", {
      transport: "websocket",
      messages: [
        { ...message("client", "text", '{"a":', 1), more: true },
        message("upstream", "ping", ""),
        message("client", "text", "1}", 2.6),
        { ...message("upstream", "text", "half of", 4), more: true },
      ],
      outcome: { type: "interrupted" },
    });

    expect(made(exchange).exchanges[0]?.messages).toEqual([
      { from: "client", kind: "text", at: 3, payload: '{"a":1}', json: { a: 1 } },
      { from: "upstream", kind: "text", at: 4, payload: "half of" },
    ]);
  });

  test("an exchange that is still running is kept with what it has", () => {
    const { outcome: _, endedAt: __, response: ___, ...running } = exchangeOf("id", { messages: [message("client", "body", "{}")] });

    expect(made(running).exchanges[0]).not.toHaveProperty("outcome");
  });

  test("ids of accounts and installations are taken out wherever the same text repeats them", () => {
    const account = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const body = JSON.stringify({ accounts: [{ id: account }], default_account_id: account, client_metadata: { "x-codex-installation-id": "11111111-d9cb-469f-a165-70867728950e" }, inner: JSON.stringify({ device_id: "abcdef0123456789" }) });

    const [exchange] = made(exchangeOf("id", { messages: [message("client", "body", body)] })).exchanges;

    expect(exchange?.messages[0]?.json).toEqual({
      accounts: [{ id: "{{secret.default_account_id}}" }],
      default_account_id: "{{secret.default_account_id}}",
      client_metadata: { "x-codex-installation-id": "{{secret.x_codex_installation_id}}" },
      inner: '{"device_id":"{{secret.device_id}}"}',
    });
  });
});

test("a cassette that is redacted again is the same: what was taken out stays so", () => {
  const once = made(exchangeOf("a", { messages: [message("client", "body", JSON.stringify({ dir: "/home/alice", mail: "ada@corp.io", key: "sk-ant-api03-abcdefghijkl" }))] }));

  expect([...encodeCassette(redactCassette(once, redact, place).cassette)].join("")).toBe([...encodeCassette(once)].join(""));
  expect(cassetteOf(...once.exchanges).exchanges).toHaveLength(1);
});
