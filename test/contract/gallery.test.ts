import { once } from "node:events";
import { globSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { checkCassette } from "../../src/cassette/check.ts";
import { createCassetteUpstream } from "../../src/cassette/cassette-upstream.ts";
import type { Cassette, CassetteExchange } from "../../src/cassette/cassette.ts";
import { fromSlots, type Place } from "../../src/cassette/place.ts";
import { readCassette, readCassetteText } from "../../src/cassette/read.ts";
import type { Payload } from "../../src/domain/exchange.ts";
import { turnsOf } from "../../src/journal/derive.ts";
import { ownReading } from "../../src/journal/reading.ts";
import { createRedactor } from "../../src/pipeline/redact.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { providerOf, providers } from "../../src/providers/registry.ts";
import { closeRoads, openRoad } from "../support/road.ts";

afterEach(closeRoads);

const files = globSync("cassettes/**/*.json").toSorted();
const redact = createRedactor({ secretValues: [], secretHeaders: () => [] }).text;
const wanted = ["cut-stream", "error-then-retry", "hello", "parallel-tool-calls", "tool-call"];

test.each(providers)("the gallery shows $id", ({ id }) => {
  expect(files).toEqual(expect.arrayContaining(wanted.map((name) => `cassettes/${id}/${name}.json`)));
});

test.each(files)("%s holds nothing that must not be shown", (file) => {
  expect(checkCassette(readCassette(file), readCassetteText(file), { redact })).toEqual([]);
});

test.each(files)("%s is of the provider whose folder it is in, and its turns can be read", (file) => {
  const { exchanges } = readCassette(file);
  const [, provider] = file.split("/");

  expect(exchanges.map(({ request }) => providerOf(request)?.id)).toEqual(exchanges.map(() => provider));
  const turns = exchanges.flatMap((exchange) => turnsOf(exchange, ownReading));
  expect(turns.length).toBeGreaterThan(0);
  expect(turns.flatMap(({ problems }) => problems)).toEqual([]);
  expect(turns.at(-1)).toMatchObject({ state: "completed", stopReason: expect.any(String), usage: { output: expect.any(Number) } });
});

test.each(files)("%s answers its own asks with its own bytes", async (file) => {
  const cassette = readCassette(file);
  const { url, judgement } = await serve(cassette);

  for (const exchange of cassette.exchanges) expect(await askAgain(url, exchange)).toEqual(answerIn(exchange));

  const { verdicts, leftOver } = judgement();
  expect(verdicts.map(({ type }) => type)).toEqual(verdicts.map(() => "exact"));
  expect(verdicts.length).toBeGreaterThan(0);
  expect(leftOver).toEqual([]);
});

/** What a client sees of an exchange. */
interface Answer {
  readonly status: number | undefined;
  readonly said: string;
  readonly cut: boolean;
}

/** Where these replays take place: an ask says today's folder, and the answer does. */
const HERE: Place = { cwd: "/somewhere/else" };
const today = (payload: Payload): string => fromSlots(String(payload), HERE);

function answerIn({ response, messages, outcome }: CassetteExchange): Answer {
  const said = messages.filter(({ from, kind }) => from === "upstream" && kind !== "close").map(({ payload }) => today(payload));
  return { status: response?.status, said: said.join(""), cut: outcome?.type === "cut" };
}

async function serve(cassette: Cassette) {
  const upstream = createCassetteUpstream({ cassette, policy: "exact", repeat: false, speed: "max", clock: systemClock, redact, here: HERE, onVerdict: () => undefined });
  const { url } = await openRoad("http://cassette", { upstream });
  return { url, judgement: upstream.judgement };
}

function askAgain(url: string, exchange: CassetteExchange): Promise<Answer> {
  return exchange.transport === "http" ? askOverHttp(url, exchange) : askOverSocket(url, exchange);
}

async function askOverHttp(url: string, { request, messages }: CassetteExchange): Promise<Answer> {
  const [asked] = messages;
  const response = await fetch(url + request.path, { method: request.method, headers: request.headers.map(([name, value]) => [name, value]), body: today(asked?.payload ?? "") });
  const { status } = response;
  const decoder = new TextDecoder();
  let said = "";
  try {
    for await (const chunk of response.body ?? []) said += decoder.decode(chunk, { stream: true });
    return { status, said, cut: false };
  } catch {
    return { status, said, cut: true };
  }
}

async function askOverSocket(url: string, { request, messages }: CassetteExchange): Promise<Answer> {
  const socket = new WebSocket(url.replace("http", "ws") + request.path, { headers: Object.fromEntries(request.headers) });
  const refused = once(socket, "unexpected-response");
  const opened = await Promise.race([once(socket, "open").then(() => true), refused.then(() => false)]);
  if (!opened) {
    const [, response] = (await refused) as [unknown, NodeJS.ReadableStream & { readonly statusCode: number }];
    return { status: response.statusCode, said: (await Array.fromAsync(response)).join(""), cut: false };
  }

  const heard: string[] = [];
  socket.on("message", (data: Buffer) => heard.push(data.toString()));
  let expected = 0;
  for (const { from, kind, payload } of messages) {
    if (kind === "close") continue;
    if (from === "upstream") expected++;
    else {
      while (heard.length < expected) await once(socket, "message");
      socket.send(today(payload));
    }
  }
  while (heard.length < expected) await once(socket, "message");
  socket.close(1000);
  await once(socket, "close");
  return { status: 101, said: heard.join(""), cut: false };
}
