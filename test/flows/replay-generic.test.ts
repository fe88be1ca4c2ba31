import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Cassette, CassetteExchange } from "../../src/cassette/cassette.ts";
import { createCassetteUpstream } from "../../src/cassette/cassette-upstream.ts";
import type { Message } from "../../src/domain/exchange.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { closeRoads, openRoad } from "../support/road.ts";
import { createTestClock } from "../support/test-clock.ts";
import { until } from "../support/until.ts";

afterEach(closeRoads);

const message = (from: Message["from"], kind: Message["kind"], payload: string, at = 0): Message => ({ from, kind, payload, at });

function exchange(id: string, parts: Partial<CassetteExchange> & Pick<CassetteExchange, "messages">): Redacted<CassetteExchange> {
  const whole: CassetteExchange = {
    id,
    provider: "unknown",
    transport: "http",
    startedAt: 0,
    request: { method: "POST", path: "/x", headers: [], upgrade: false },
    upstream: "",
    response: { status: 200, statusText: "OK", headers: [["content-type", "application/json"]] },
    outcome: { type: "completed" },
    ...parts,
  };
  return whole as Redacted<CassetteExchange>;
}

async function replay(exchanges: readonly Redacted<CassetteExchange>[], options: Partial<Parameters<typeof createCassetteUpstream>[0]> = {}) {
  const cassette: Cassette = { name: "x.json", recordedAt: "2026-01-01T00:00:00.000Z", recordedBy: "0", exchanges };
  const upstream = createCassetteUpstream({
    cassette,
    policy: "turn",
    repeat: false,
    speed: "max",
    clock: systemClock,
    redact: (text) => text,
    here: { cwd: "/today" },
    onVerdict: () => undefined,
    ...options,
  });
  const road = await openRoad("http://cassette", { upstream });
  return { url: road.url, upstream };
}

const ask = (url: string, body: string) => fetch(`${url}/x`, { method: "POST", body });

test("an equal body is answered as it was recorded, whatever the order of its keys", async () => {
  const { url, upstream } = await replay([exchange("e1", { messages: [message("client", "body", '{"a":1,"b":2}'), message("upstream", "body", '{"c":3}')] })]);

  const answer = await ask(url, '{"b":2, "a":1}');

  expect([answer.status, await answer.text()]).toEqual([200, '{"c":3}']);
  expect(upstream.judgement().verdicts).toMatchObject([{ type: "exact", recorded: "e1" }]);
  expect(upstream.judgement().leftOver).toEqual([]);
});

test("equal asks are answered in recorded order, and one more is a miss that says so", async () => {
  const recorded = [429, 200].map((status, i) =>
    exchange(`e${i + 1}`, { response: { status, statusText: "", headers: [["retry-after", "1"]] }, messages: [message("client", "body", "{}"), message("upstream", "body", `${status}`)] }),
  );
  const { url, upstream } = await replay(recorded);

  const answers = [await ask(url, "{}"), await ask(url, "{}"), await ask(url, "{}")];

  expect(answers.map(({ status }) => status)).toEqual([429, 200, 400]);
  expect(answers[0]?.headers.get("retry-after")).toBe("1");
  expect(upstream.judgement().verdicts.at(-1)).toMatchObject({ type: "miss", why: expect.stringContaining("more often than the 2 times") });
});

test("a miss names the recorded ask that came nearest and where it differs", async () => {
  const { url, upstream } = await replay([exchange("e1", { messages: [message("client", "body", '{"a":1}'), message("upstream", "body", "{}")] })]);

  const answer = await ask(url, '{"a":2}');

  expect(await answer.json()).toMatchObject({ error: { code: "REPLAY_MISS", message: expect.stringContaining("nearest is e1, which differs in conversation[0]") } });
  expect(upstream.judgement()).toMatchObject({
    verdicts: [{ type: "miss", recorded: "e1", differences: [{ part: "conversation[0]", recorded: '{"a":1}', live: '{"a":2}' }] }],
    leftOver: [{ name: "e1" }],
  });
});

test("slots in answers are filled with today's places", async () => {
  const { url } = await replay([exchange("e1", { messages: [message("client", "body", "{}"), message("upstream", "body", '{"p":"{{cwd}}/a"}')] })]);

  expect(await (await ask(url, "{}")).json()).toEqual({ p: "/today/a" });
});

test("a recorded cut is a cut again", async () => {
  const { url } = await replay([
    exchange("e1", { outcome: { type: "cut", message: "x" }, messages: [message("client", "body", "{}"), message("upstream", "event", "data: 1\n\n")] }),
  ]);

  const answer = await ask(url, "{}");

  await expect(answer.text()).rejects.toThrow("terminated");
});

test("what came before a recorded cut comes, a half event among it", async () => {
  const { url } = await replay([
    exchange("e1", { outcome: { type: "cut", message: "x" }, messages: [message("client", "body", "{}"), message("upstream", "event", "data: 1\n\n"), message("upstream", "event", "data: ha")] }),
  ]);

  const { body } = await ask(url, "{}");
  let got = "";
  await expect(
    (async () => {
      for await (const bytes of body ?? []) got += Buffer.from(bytes).toString();
    })(),
  ).rejects.toThrow("terminated");

  expect(got).toBe("data: 1\n\ndata: ha");
});

test("a WebSocket is answered message by message, each after its ask, and closed as it was", async () => {
  const { url, upstream } = await replay([
    exchange("e1", {
      transport: "websocket",
      request: { method: "GET", path: "/x", headers: [], upgrade: true },
      response: { status: 101, statusText: "", headers: [["x-state", "s1"]] },
      messages: [
        message("upstream", "text", "hello"),
        message("client", "text", "a"),
        message("upstream", "text", "a1"),
        message("upstream", "text", "a2"),
        message("client", "text", "b"),
        message("upstream", "text", "b1"),
        message("upstream", "close", '{"code":4001,"reason":"done"}'),
      ],
    }),
  ]);

  const socket = new WebSocket(`${url.replace("http", "ws")}/x`);
  const got: string[] = [];
  socket.on("message", (data: Buffer) => {
    const text = data.toString();
    got.push(text);
    if (text === "hello") socket.send("a");
    if (text === "a2") socket.send("b");
  });
  const upgraded = once(socket, "upgrade");
  const [code, reason] = await once(socket, "close");

  expect(got).toEqual(["hello", "a1", "a2", "b1"]);
  expect([code, String(reason)]).toEqual([4001, "done"]);
  expect((await upgraded)[0].headers["x-state"]).toBe("s1");
  expect(upstream.judgement().verdicts.map(({ type, recorded }) => [type, recorded])).toEqual([["exact", "e1.1"], ["exact", "e1.2"]]);
});

test("what was said before the first ask comes at the recorded pace, too, and so does the closing", async () => {
  const clock = createTestClock();
  const { url } = await replay(
    [
      exchange("e1", {
        transport: "websocket",
        request: { method: "GET", path: "/x", headers: [], upgrade: true },
        response: { status: 101, statusText: "", headers: [] },
        answeredAt: 1000,
        messages: [message("upstream", "text", "hello", 4000), message("upstream", "close", '{"code":4001,"reason":"done"}', 9000)],
      }),
    ],
    { speed: 10, clock },
  );
  const got: string[] = [];
  const socket = new WebSocket(`${url.replace("http", "ws")}/x`);
  socket.on("message", (data: Buffer) => got.push(data.toString()));
  socket.on("close", (code) => got.push(String(code)));
  await once(socket, "open");
  await until("it waits to greet", () => clock.waiting() > 0);

  clock.advance(299);
  expect([got, clock.waiting()]).toEqual([[], 1]);
  clock.advance(1);
  await until("it has greeted and waits to close", () => got.length === 1 && clock.waiting() > 0);
  clock.advance(499);
  expect(clock.waiting()).toBe(1);
  clock.advance(1);
  await until("it has closed", () => got.length === 2);

  expect(got).toEqual(["hello", "4001"]);
});

test("the answer to HEAD tells the length that was recorded", async () => {
  const { url } = await replay([
    exchange("e1", { request: { method: "HEAD", path: "/x", headers: [], upgrade: false }, response: { status: 200, statusText: "OK", headers: [["content-length", "1234"]] }, messages: [] }),
  ]);

  const { status, headers } = await fetch(`${url}/x`, { method: "HEAD" });

  expect([status, headers.get("content-length")]).toEqual([200, "1234"]);
});

test("a refused handshake is refused again, with its status and body", async () => {
  const { url } = await replay([
    exchange("e1", {
      transport: "websocket",
      request: { method: "GET", path: "/x", headers: [], upgrade: true },
      response: { status: 426, statusText: "Upgrade Required", headers: [["retry-after", "2"]] },
      messages: [message("upstream", "body", "no sockets here")],
    }),
  ]);

  const socket = new WebSocket(`${url.replace("http", "ws")}/x`);
  const [request, response] = await once(socket, "unexpected-response");

  expect([response.statusCode, response.headers["retry-after"], Buffer.concat(await response.toArray()).toString()]).toEqual([426, "2", "no sockets here"]);
  request.destroy();
});

test("an ask is freed of secrets and places before it is compared, as the recorded one was", async () => {
  const said = '{"by":"{{secret.key}}","at":"{{cwd}}/x"}';
  const { url, upstream } = await replay([exchange("e1", { messages: [message("client", "body", said), message("upstream", "body", "{}")] })], {
    redact: (text) => text.replaceAll("hush", "{{secret.key}}"),
  });

  await ask(url, '{"by":"hush","at":"/today/x"}');

  expect(upstream.judgement().verdicts).toMatchObject([{ type: "exact" }]);
});

test("a body that is no text is answered, too", async () => {
  const body = new Uint8Array([0xff, 0xfe, 0, 0x80, 1]);
  const { url, upstream } = await replay([exchange("e1", { messages: [{ from: "client", kind: "body", payload: body, at: 0 }, message("upstream", "body", "{}")] })]);

  const right = await fetch(`${url}/x`, { method: "POST", body });
  const wrong = await fetch(`${url}/x`, { method: "POST", body: new Uint8Array([0xff, 0xfd, 0, 0x80, 1]) });

  expect([right.status, wrong.status]).toEqual([200, 400]);
  expect(upstream.judgement().verdicts.map(({ type }) => type)).toEqual(["exact", "miss"]);
});

test("an ask nested too deep to be compared is a miss, on a WebSocket as over HTTP, and the replay goes on", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const { url, upstream } = await replay([
    exchange("e1", {
      transport: "websocket",
      request: { method: "GET", path: "/x", headers: [], upgrade: true },
      response: { status: 101, statusText: "", headers: [] },
      messages: [message("client", "text", "a"), message("upstream", "text", "a1")],
    }),
  ]);
  const socket = new WebSocket(`${url.replace("http", "ws")}/x`);
  await once(socket, "open");

  socket.send(deep);
  const [refusal] = await once(socket, "message");
  const { status } = await ask(url, deep);
  socket.send("a");
  const [answer] = await once(socket, "message");
  socket.close();

  expect([JSON.parse(String(refusal)).type, status, String(answer)]).toEqual(["error", 400, "a1"]);
  expect(upstream.judgement().verdicts.map(({ type }) => type)).toEqual(["miss", "miss", "exact"]);
});

test.each([
  [1011, "x".repeat(200), 1011, "x".repeat(123)],
  [1015, "", 1005, ""],
])("a recorded closing with %i that cannot be said so is said as far as it can", async (code, reason, heard, said) => {
  const { url } = await replay([
    exchange("e1", {
      transport: "websocket",
      request: { method: "GET", path: "/x", headers: [], upgrade: true },
      response: { status: 101, statusText: "", headers: [] },
      messages: [message("upstream", "close", JSON.stringify({ code, reason }))],
    }),
  ]);

  const [gotCode, gotReason] = await once(new WebSocket(`${url.replace("http", "ws")}/x`), "close");

  expect([gotCode, String(gotReason)]).toEqual([heard, said]);
});

test("a path is freed of secrets and places, too, before it is compared and reported", async () => {
  const messages = [message("client", "body", "{}"), message("upstream", "body", "{}")];
  const { url, upstream } = await replay([exchange("e1", { messages, request: { method: "POST", path: "/x?dir={{cwd.url}}&api_key={{secret.api_key}}", headers: [], upgrade: false } })]);

  const { status } = await fetch(`${url}/x?dir=${encodeURIComponent("/today")}&api_key=hush-hush`, { method: "POST", body: "{}" });

  expect(status).toBe(200);
  expect(upstream.judgement().verdicts).toMatchObject([{ type: "exact", path: "/x?dir={{cwd.url}}&api_key={{secret.api_key}}" }]);
});
