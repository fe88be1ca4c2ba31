import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { CassetteExchange } from "../../src/cassette/cassette.ts";
import { createFrameReader } from "../../src/domain/frames.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { askOverHttp, createCodexLike, idOf, type Item, openSocket, sentBack, type ServerEvent } from "../support/codex-like.ts";
import { recorded, replay } from "../support/replay.ts";
import { closeRoads, rawExchange } from "../support/road.ts";

afterEach(closeRoads);

const PROMPT = "run-tools=3: go";
const KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
const RUNS = Array.from({ length: 20 }, (_, run) => run);

/** A session that says everything again with each ask. */
async function overHttp(url: string): Promise<void> {
  const codex = createCodexLike("a");
  let input = codex.opening(PROMPT);
  for (let results: readonly Item[] = input; results.length > 0; ) {
    const answer = await askOverHttp(url, codex.ask(input));
    results = codex.results(answer);
    input = [...input, ...sentBack(answer), ...results];
  }
}

/** A session that begins with a prewarm, and then says what is new. */
async function overWebSocket(url: string): Promise<void> {
  const codex = createCodexLike("a");
  const socket = await openSocket(url);
  let answer: readonly ServerEvent[] = await socket.ask(codex.ask([], { generate: false }));
  for (let input = codex.opening(PROMPT); input.length > 0; input = codex.results(answer)) {
    answer = await socket.ask(codex.ask(input, { previous_response_id: idOf(answer) }));
  }
  await socket.end();
}

type Exchange = Redacted<CassetteExchange>;

function said({ messages }: Exchange, from: "client" | "upstream"): readonly string[] {
  return messages.filter((message) => message.from === from).map(({ payload }) => Buffer.from(payload).toString("latin1"));
}

/** What came back on a connection that is closed after one request. */
async function answerTo({ port }: URL, exchange: Exchange): Promise<string> {
  const body = said(exchange, "client").join("");
  const head = [`POST ${exchange.request.path} HTTP/1.1`, "host: x", "connection: close", "originator: codex_exec", "content-type: application/json", `content-length: ${body.length}`];
  return (await rawExchange(Number(port), Buffer.from([...head, "", body].join("\r\n"), "latin1"))).text;
}

/** The bytes of a whole conversation on one WebSocket: each recorded ask is sent when all before it is answered. */
async function conversation({ port }: URL, { request, messages }: Exchange): Promise<string> {
  const socket = connect(Number(port), "127.0.0.1");
  let got = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => (got = Buffer.concat([got, chunk])));
  const until = async (answers: number): Promise<void> => {
    while (answersIn(got) < answers) await once(socket, "data");
  };

  socket.write([`GET ${request.path} HTTP/1.1`, "host: x", "connection: Upgrade", "upgrade: websocket", "originator: codex_exec", "sec-websocket-version: 13", `sec-websocket-key: ${KEY}`, "", ""].join("\r\n"));
  let answers = 0;
  for (const { from, payload } of messages) {
    if (from === "upstream") answers++;
    else await until(answers).then(() => socket.write(frame(Buffer.from(payload))));
  }
  await until(answers);
  socket.destroy();
  return got.toString("latin1");
}

/** How many messages stand whole behind the head of an accepted handshake; -1 before it. */
function answersIn(bytes: Buffer): number {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return -1;
  return createFrameReader({ compression: false }).push(bytes.subarray(end + 4)).filter(({ type }) => type === "end").length;
}

/** A client's message in one frame; its mask is zero, so that it changes nothing (RFC 6455, 5.3). */
function frame(payload: Buffer): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 127, 1);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

test("20 replays over HTTP bring the same bytes, in whatever order the asks come", async () => {
  const exchanges = await recorded({}, overHttp);
  const runs: (readonly string[])[] = [];

  for (const run of RUNS) {
    const url = new URL((await replay(exchanges)).url);
    const order = [...exchanges.slice(run % exchanges.length), ...exchanges.slice(0, run % exchanges.length)];
    const answers = new Map(await Promise.all(order.map(async (exchange) => [exchange.id, await answerTo(url, exchange)] as const)));
    runs.push(exchanges.map(({ id }) => answers.get(id) ?? ""));
  }

  const [first = []] = runs;
  expect(exchanges).toHaveLength(4);
  for (const [n, exchange] of exchanges.entries()) {
    expect(first[n]).toMatch(/^HTTP\/1\.1 200 /);
    expect(said(exchange, "upstream").filter((event) => !first[n]?.includes(event))).toEqual([]);
  }
  for (const run of runs) expect(run).toEqual(first);
});

test("20 replays on a WebSocket bring the same bytes, from the handshake to the last frame", async () => {
  const [exchange] = await recorded({}, overWebSocket);
  if (!exchange) throw new Error("nothing was recorded");
  const runs: string[] = [];

  for (const _ of RUNS) runs.push(await conversation(new URL((await replay([exchange])).url), exchange));

  const [first = ""] = runs;
  expect(first).toMatch(/^HTTP\/1\.1 101 /);
  expect(said(exchange, "client")).toHaveLength(5);
  expect(said(exchange, "upstream").filter((event) => !first.includes(event))).toEqual([]);
  for (const run of runs) expect(run).toBe(first);
});
