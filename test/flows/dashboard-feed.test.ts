import { createServer, get, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FeedEvent } from "../../src/dashboard/contract.ts";
import type { Dashboard } from "../../src/dashboard/dashboard.ts";
import { testDashboard } from "../support/dashboard.ts";
import { type FakeHistory, turnSummary } from "../support/history.ts";
import type { TestClock } from "../support/test-clock.ts";

let server: Server;
let dashboard: Dashboard;
let history: FakeHistory;
let clock: TestClock;

const port = () => (server.address() as AddressInfo).port;

beforeEach(async () => {
  ({ dashboard, history, clock } = testDashboard({ port }));
  server = createServer((request, response) => dashboard.handle(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(async () => {
  await dashboard.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

interface Reader {
  readonly response: IncomingMessage;
  /** The next event and its id. */
  next(): Promise<FeedEvent & { id: number }>;
  leave(): void;
}

async function read(query = "", headers: Record<string, string> = {}): Promise<Reader> {
  const request = get({ port: port(), path: `/_ccxray/api/feed${query}`, headers, agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const events = eventsOf(response);
  return {
    response,
    async next() {
      const { value, done } = await events.next();
      if (done) throw new Error("the feed has ended");
      return value;
    },
    leave: () => request.destroy(),
  };
}

async function* eventsOf(response: IncomingMessage): AsyncGenerator<FeedEvent & { id: number }> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, id, data = ""] = /^id: (\d+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      yield { ...(JSON.parse(data) as FeedEvent), id: Number(id) };
    }
  }
}

/** Resolves when what is asked for holds; looks again whenever the event loop has come round. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((again) => setImmediate(again));
}

const turnsOf = (event: FeedEvent) => (event.type === "change" ? event.turns.map(({ exchangeId }) => exchangeId) : event.type);

test("a feed says hello, then what was missed, then what happens", async () => {
  history.change(turnSummary({ exchangeId: "e1" }));
  history.change(turnSummary({ exchangeId: "e2" }));
  const reader = await read("?since=1");

  expect(reader.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  expect(await reader.next()).toEqual({ type: "hello", seq: 1, id: 1, version: "1.2.3", pid: 42, journal: "j1" });
  const missed = await reader.next();
  expect([turnsOf(missed), missed.seq, missed.id]).toEqual([["e2"], 2, 2]);
  await until(() => clock.waiting() > 0);
  clock.advance(50);
  history.change(turnSummary({ exchangeId: "e3" }));
  expect(turnsOf(await reader.next())).toEqual(["e3"]);
});

test("without a number it starts now", async () => {
  history.change(turnSummary());
  const reader = await read();
  expect(await reader.next()).toMatchObject({ type: "hello", seq: 1 });
  history.change(turnSummary({ exchangeId: "e2" }));
  expect(turnsOf(await reader.next())).toEqual(["e2"]);
});

test("a browser that comes back goes on from the last event it had", async () => {
  for (const exchangeId of ["e1", "e2", "e3"]) history.change(turnSummary({ exchangeId }));
  const reader = await read("?since=0", { "last-event-id": "2" });
  expect(await reader.next()).toMatchObject({ type: "hello", seq: 2 });
  expect(turnsOf(await reader.next())).toEqual(["e3"]);
});

test("a number that the journal has not reached yet is told by a smaller one", async () => {
  history.change(turnSummary());
  expect(await (await read("?since=99")).next()).toMatchObject({ type: "hello", seq: 1, id: 1 });
});

test("many changes in a short time come as one", async () => {
  const reader = await read();
  await reader.next();
  history.change(turnSummary({ exchangeId: "e1" }));
  await reader.next();
  for (let i = 0; i < 500; i++) history.change(turnSummary({ exchangeId: `e${i % 3}`, outputTokens: i }));
  await until(() => clock.waiting() > 0);
  clock.advance(50);

  const event = await reader.next();
  expect(event.seq).toBe(501);
  expect(event.type === "change" && event.turns.map(({ outputTokens }) => outputTokens)).toEqual([497, 498, 499]);
  expect(history.asked).toEqual([0, 1]);
});

test("a large change comes in parts, and only the last moves the number on", async () => {
  for (let i = 0; i < 250; i++) history.change(turnSummary({ exchangeId: `e${i}` }));
  const reader = await read("?since=0");
  await reader.next();
  const parts = [await reader.next(), await reader.next(), await reader.next()];

  expect(parts.map((part) => turnsOf(part).length)).toEqual([100, 100, 50]);
  expect(parts.map(({ id }) => id)).toEqual([0, 0, 250]);
  expect(new Set(parts.flatMap(turnsOf)).size).toBe(250);
});

test("after 15 seconds of silence it shows that it lives", async () => {
  const reader = await read();
  await reader.next();
  await until(() => clock.waiting() > 0);
  clock.advance(15_000);
  expect(await reader.next()).toEqual({ type: "ping", seq: 0, id: 0 });
});

test("a change that nobody told of is found at the next ping", async () => {
  const reader = await read();
  await reader.next();
  await until(() => clock.waiting() > 0);
  history.changeUnseen(turnSummary({ exchangeId: "e1" }));
  clock.advance(15_000);
  expect(turnsOf(await reader.next())).toBe("ping");
  expect(turnsOf(await reader.next())).toEqual(["e1"]);
});

test("a reader who reads nothing costs no more than the network's buffers, and then skips to the latest", async () => {
  const reader = await read();
  const long = "x".repeat(200_000);
  const write = (i: number) => history.change(turnSummary({ answered: `${i} ${long}` }));
  let changes = 0;
  // Changes go on and on; at some point the feed stops asking the journal for them.
  for (let idle = 0, before = 0; idle < 50; idle = history.asked.length === before ? idle + 1 : 0) {
    before = history.asked.length;
    write(++changes);
    clock.advance(50);
    for (let i = 0; i < 20; i++) await new Promise((again) => setImmediate(again));
  }
  const fetched = history.asked.length;
  expect(fetched).toBeLessThan(changes);

  const seen: number[] = [];
  const moveOn = (): void => {
    clock.advance(50);
    if (seen.at(-1) !== changes) setImmediate(moveOn);
  };
  moveOn();
  while (seen.at(-1) !== changes) seen.push((await reader.next()).seq);
  expect(seen.length).toBeLessThan(fetched + 10);
});

test("a reader who leaves is forgotten, also in the middle of a large change", async () => {
  const idle = await read();
  await idle.next();
  for (let i = 0; i < 500; i++) history.change(turnSummary({ exchangeId: `e${i}`, answered: "x".repeat(50_000) }));
  const busy = await read("?since=0");
  await busy.next();
  await until(() => history.watchers() === 2);

  idle.leave();
  busy.leave();
  await until(() => history.watchers() === 0);
  expect(clock.waiting()).toBe(0);
});

test("the 65th feed is refused until another one leaves", async () => {
  const readers = await Promise.all(Array.from({ length: 64 }, () => read()));
  const refused = await read();
  expect([refused.response.statusCode, refused.response.headers["retry-after"]]).toEqual([503, "15"]);

  await readers[0]?.next();
  readers[0]?.leave();
  await until(() => history.watchers() === 63);
  expect((await read()).response.statusCode).toBe(200);
});

test("closing ends every feed, so that the server can close", async () => {
  const reader = await read();
  await reader.next();
  await dashboard.close();
  await expect(reader.next()).rejects.toThrow("the feed has ended");
  expect(history.watchers()).toBe(0);
});

test("a journal that fails ends the feed, is reported, and harms nothing else", async () => {
  const reader = await read();
  await reader.next();
  history.changes = () => Promise.reject(new Error("gone"));
  history.change(turnSummary());

  await expect(reader.next()).rejects.toThrow("the feed has ended");
  expect((await read()).response.statusCode).toBe(200);
});

test("a head alone opens no feed", async () => {
  const answer = await fetch(`http://127.0.0.1:${port()}/_ccxray/api/feed`, { method: "HEAD" });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  expect(history.watchers()).toBe(0);
});
