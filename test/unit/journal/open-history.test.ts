import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { sessionOf } from "../../../src/domain/session-summary.ts";
import { openHistory } from "../../../src/journal/open-history.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { plainExchange, plainReading, type PlainAsk, type PlainPiece } from "./plain-protocol.ts";
import { journalScene, store } from "./scene.ts";

const START = 1_700_000_000_000;

function scene() {
  const made = journalScene();
  onTestFinished(made.remove);
  return made;
}

function exchangeOf(id: string, startedAt: number, ask: PlainAsk, piece: PlainPiece) {
  const exchange = plainExchange(id, startedAt);
  return [exchange.opened, exchange.ask(1, ask), exchange.answered(2), exchange.piece(3, { done: true, ...piece }), exchange.ended(4)];
}

/** A later reading, which understands what was asked. */
function cleverer(): ReturnType<typeof plainReading> {
  return { ...plainReading(2), summarize: (...given) => ({ ...plainReading().summarize(...given), asked: "understood" }) };
}

test("before anything was recorded every answer is empty and nothing is made", async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const home = `${folder.path}/none`;
  const history = openHistory({ home, clock: createTestClock() });

  expect([await history.seq(), await history.sessions(), await history.sessionCount(), await history.session("latest")]).toEqual([0, [], 0, undefined]);
  expect([await history.running(), await history.exchanges(), await history.exchange("a"), await history.turn("a", 0)]).toEqual([[], [], undefined, undefined]);
  expect(await history.changes(0)).toEqual({ seq: 0, sessions: [], turns: [] });
  expect(existsSync(home)).toBe(false);
});

test("a session kept up turn by turn is the one its turns make", async () => {
  const made = scene();
  await store(made, [
    ...exchangeOf("a", START + 10, { session: "s", kind: "title", thread: "t" }, { text: "A good name", tokens: 7 }),
    ...exchangeOf("b", START, { session: "s", say: "first words" }, { tokens: 100 }),
    ...exchangeOf("c", START + 20, { session: "s", say: "a task", thread: "sub" }, { tokens: 999 }),
    ...exchangeOf("d", START + 30, { session: "s", say: "more" }, { tokens: 120, text: "answer" }),
    ...exchangeOf("e", START + 40, { session: "other", say: "hello", thread: "x" }, { tokens: 3 }),
  ]);

  const sessions = await made.history.sessions();

  for (const session of sessions) expect(session).toEqual(sessionOf((await made.history.session(session.id))?.turns ?? []));
  expect(sessions.map(({ id, title, contextTokens }) => ({ id, title, contextTokens }))).toEqual([
    { id: "other", title: "hello", contextTokens: 3 },
    { id: "s", title: "A good name", contextTokens: 120 },
  ]);
});

test("a session is found by its id, by a start that only it has, and as the latest", async () => {
  const made = scene();
  await store(made, [
    ...exchangeOf("a", START, { session: "abc-1", say: "one" }, {}),
    ...exchangeOf("b", START + 10, { session: "abd-2", say: "two" }, {}),
    ...exchangeOf("c", START + 20, { session: "side", kind: "title" }, {}),
  ]);
  const find = async (id: string) => (await made.history.session(id))?.session.id;

  expect([await find("abc-1"), await find("abd"), await find("ab"), await find("nobody"), await find(""), await find("latest")]).toEqual([
    "abc-1",
    "abd-2",
    undefined,
    undefined,
    undefined,
    "abd-2",
  ]);
});

test("changes are what was written after a number, and numbers only grow", async () => {
  const made = scene();
  await store(made, exchangeOf("a", START, { session: "s", say: "one" }, {}));
  const { seq } = await made.history.changes(0);
  await store(made, exchangeOf("b", START + 10, { session: "t", say: "two" }, {}), "p2");

  const later = await made.history.changes(seq);

  expect(later.seq).toBeGreaterThan(seq);
  expect(later.turns.map(({ exchangeId }) => exchangeId)).toEqual(["b"]);
  expect(later.sessions.map(({ id }) => id)).toEqual(["t"]);
  expect(await made.history.changes(later.seq)).toEqual({ seq: later.seq, sessions: [], turns: [] });
});

test("a turn comes with the turn before it in its thread", async () => {
  const made = scene();
  await store(made, [
    ...exchangeOf("a", START, { session: "s", say: "one" }, {}),
    ...exchangeOf("b", START + 10, { session: "s", say: "sub", thread: "x" }, {}),
    ...exchangeOf("c", START + 20, { session: "s", say: "two" }, {}),
  ]);

  const found = await made.history.turn("c", 0);

  expect([found?.summary.asked, found?.turn.exchangeId, found?.previous?.exchangeId]).toEqual(["two", "c", "a"]);
  expect((await made.history.turn("b", 0))?.previous).toBeUndefined();
  expect(await made.history.turn("c", 1)).toBeUndefined();
});

test("asks of news only are joined to the whole chain, also over a new connection", async () => {
  const made = scene();
  const socket = plainExchange("a", START, { transport: "websocket" });
  await store(made, [
    socket.opened,
    socket.ask(1, { session: "s", say: "one" }),
    socket.piece(2, { text: "first", id: "r1", done: true }),
    socket.ask(3, { session: "s", say: "two", previous: "r1" }),
    socket.piece(4, { text: "second", id: "r2", done: true }),
    socket.ended(5),
    ...exchangeOf("b", START + 20, { session: "s", say: "three", previous: "r2" }, {}),
  ]);

  const found = await made.history.turn("b", 0);

  const said = (turn = found?.turn) => turn?.input.map(({ blocks }) => blocks.map((block) => ("text" in block ? block.text : "")).join());
  expect(said()).toEqual(["one", "first", "two", "second", "three"]);
  expect(said(found?.previous)).toEqual(["one", "first", "two"]);
});

test("answers that name each other end somewhere", async () => {
  const made = scene();
  await store(made, [
    ...exchangeOf("a", START, { session: "s", say: "one", previous: "r2" }, { id: "r1" }),
    ...exchangeOf("b", START + 1, { session: "s", say: "two", previous: "r1" }, { id: "r2" }),
  ]);

  expect((await made.history.turn("b", 0))?.turn.input).toHaveLength(3);
});

test("turns that an older reading derived are read anew", async () => {
  const made = scene();
  await store(made, exchangeOf("a", START, { session: "s", say: "one" }, {}));
  const history = openHistory({ home: made.home, clock: made.clock, reading: cleverer() });
  onTestFinished(() => history.close());

  expect((await history.session("s"))?.turns.map(({ asked }) => asked)).toEqual(["understood"]);
  expect((await made.history.session("s"))?.turns.map(({ asked }) => asked)).toEqual(["understood"]);
});

test("an exchange that cannot be read holds up no other", async () => {
  const made = scene();
  await store(made, [...exchangeOf("a", START, { session: "s", say: "one" }, {}), ...exchangeOf("b", START, { session: "s", say: "two" }, {})]);
  made.db.exec("update segment set coding = 1, data = x'00' where exchange = 2");
  const history = openHistory({ home: made.home, clock: made.clock, reading: plainReading(2) });
  onTestFinished(() => history.close());

  expect((await history.session("s"))?.turns).toHaveLength(2);
  await expect(history.exchange("b")).rejects.toMatchObject({ code: "JOURNAL_UNUSABLE" });
});

test("an exchange whose turns cannot be stored keeps those it has, and takes no other with it", async () => {
  const made = scene();
  const ids = ["a", "b", "c"];
  await store(made, ids.flatMap((id, i) => exchangeOf(id, START + i, { session: "s", say: id }, {})));
  made.db.exec("create trigger refuses before insert on turn when new.exchange = 2 begin select raise(abort, 'no'); end");
  const history = openHistory({ home: made.home, clock: made.clock, reading: cleverer() });
  onTestFinished(() => history.close());

  expect((await history.session("s"))?.turns.map(({ asked }) => asked)).toEqual(["understood", "b", "understood"]);
});

test("what a dead process left running is interrupted at its last sign of life, and only then", async () => {
  const made = scene();
  const journal = made.sink({ process: { id: "dead", pid: 4242, version: "1" } });
  const exchange = plainExchange("a", START);
  for (const event of [exchange.opened, exchange.ask(0, { session: "s" })]) journal.accept(event);
  made.clock.advance(3000);
  const clock = createTestClock(made.clock.now());
  const alive = new Set([4242]);
  const history = openHistory({ home: made.home, clock, reading: plainReading(), isAlive: (pid) => alive.has(pid) });
  onTestFinished(() => history.close());

  clock.advance(6000);
  expect((await history.exchange("a"))?.outcome).toBeUndefined();
  alive.clear();
  expect((await history.exchange("a"))?.outcome).toBeUndefined();
  clock.advance(1000);

  expect(await history.exchange("a")).toMatchObject({ outcome: { type: "interrupted" }, endedAt: 3000 });
  expect((await history.session("s"))?.turns.map(({ state, durationMs }) => [state, durationMs])).toEqual([["interrupted", 3000]]);
  expect(await history.running()).toEqual([]);
});

test("a process that is gone is interrupted as soon as it has missed a heartbeat", async () => {
  const made = scene();
  const exchange = plainExchange("a", made.clock.now());
  const sink = made.sink();
  for (const event of [exchange.opened, exchange.ask(0, { session: "s" })]) sink.accept(event);
  const clock = createTestClock(made.clock.now());
  const history = openHistory({ home: made.home, clock, reading: plainReading(), isAlive: () => false });
  onTestFinished(() => history.close());

  clock.advance(1400);
  expect((await history.exchange("a"))?.outcome).toBeUndefined();

  clock.advance(1000);
  expect((await history.exchange("a"))?.outcome).toEqual({ type: "interrupted" });
});

test("exchanges are listed newest first, in pages, by session and by process, also those without turns", async () => {
  const made = scene();
  await store(made, [...exchangeOf("a", START, { session: "s" }, {}), ...exchangeOf("b", START + 1, { session: "t" }, {})]);
  const list = plainExchange("c", START + 2, { provider: "unknown" });
  await store(made, [list.opened, list.answered(1, 404), list.ended(2, "aborted")], "p2");
  const ids = async (...options: Parameters<typeof made.history.exchanges>) => (await made.history.exchanges(...options)).map(({ id }) => id);

  expect(await ids()).toEqual(["c", "b", "a"]);
  expect(await ids({ limit: 1, before: "c" })).toEqual(["b"]);
  expect([await ids({ session: "s" }), await ids({ process: "p2" })]).toEqual([["a"], ["c"]]);
  expect(await made.history.exchangeSummary("c")).toMatchObject({ status: 404, state: "aborted", turns: 0, durationMs: 2, error: expect.any(String) });
  expect(await made.history.exchangeSummary("b")).toMatchObject({ turns: 1, bytesFromClient: JSON.stringify({ session: "t" }).length });
});
