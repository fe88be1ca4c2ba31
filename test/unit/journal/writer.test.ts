import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { applyEvent, type Exchange, type Message } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { LONG_TEXT } from "../../../src/domain/payload.ts";
import { openDatabase } from "../../../src/journal/database.ts";
import { ownReading, type Reading } from "../../../src/journal/reading.ts";
import { longSession as longConversation } from "../../support/long-session.ts";
import { longSession } from "./long-session.ts";
import { plainExchange, plainReading } from "./plain-protocol.ts";
import { journalScene, store } from "./scene.ts";

function scene() {
  const made = journalScene();
  onTestFinished(made.remove);
  return made;
}

const START = 1_700_000_000_000;

test("an exchange is there from its first byte, what streams is told at once, and stored a quarter of a second later", async () => {
  const { sink, history, clock } = scene();
  const journal = sink();
  const exchange = plainExchange("a", START);

  journal.accept(exchange.opened);
  expect(await history.exchange("a")).toEqual({ ...exchange.opening, messages: [] });

  journal.accept(exchange.ask(1, { session: "s", say: "hi" }));
  clock.advance(25);
  expect((await history.running()).map(({ asked, phase, state }) => ({ asked, phase, state }))).toEqual([{ asked: "hi", phase: "waiting", state: "running" }]);

  journal.accept(exchange.answered(30));
  journal.accept(exchange.piece(40, { text: "hel" }));
  clock.advance(25);
  expect((await history.running())[0]?.answered).toBe("hel");
  expect((await history.exchange("a"))?.messages).toHaveLength(1);
  clock.advance(225);
  expect((await history.exchange("a"))?.messages).toHaveLength(2);

  journal.accept(exchange.piece(50, { text: "lo", tokens: 5, done: true }));
  journal.accept(exchange.ended(60));
  clock.advance(25);
  expect(await history.running()).toEqual([]);
  expect((await history.session("s"))?.turns).toEqual([expect.objectContaining({ state: "completed", durationMs: 49, status: 200, outputTokens: 1 })]);
  await journal.close();
});

test("what comes soon after something was stored is stored together, an exchange that begins and ends within that time at once", async () => {
  const { sink, history, clock } = scene();
  const journal = sink();
  const [first, second] = [plainExchange("a", START), plainExchange("b", START + 1)];
  journal.accept(first.opened);
  const before = await history.seq();

  clock.advance(10);
  for (const event of [second.opened, second.ask(1, { session: "s", say: "hi" }), second.answered(2), second.piece(3, { text: "yes", done: true }), second.ended(4)]) journal.accept(event);
  clock.advance(14);
  expect(await history.exchange("b")).toBeUndefined();

  clock.advance(25);
  expect((await history.session("s"))?.turns).toEqual([expect.objectContaining({ asked: "hi", answered: "yes", state: "completed" })]);
  expect(await history.seq()).toBe(before + 1);
  await journal.close();
});

const resent = fc.tuple(fc.string(), fc.constantFrom(...longSession("resent", 3)), fc.string({ unit: "grapheme" })).map((parts) => parts.join(""));
const payload = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array(), resent);
const message: fc.Arbitrary<Message> = fc.record({
  from: fc.constantFrom("client" as const, "upstream" as const),
  at: fc.nat(100_000).map((tenths) => tenths / 10),
  kind: fc.constantFrom("body" as const, "event" as const, "text" as const, "binary" as const, "close" as const),
  payload,
});

test("of many that begin soon after something was stored, few wait for the rest", async () => {
  const { sink, history } = scene();
  const journal = sink();
  journal.accept(plainExchange("first", START).opened);
  const before = await history.seq();

  for (let n = 0; n < 63; n++) journal.accept(plainExchange(`waits-${n}`, START).opened);
  expect(await history.seq()).toBe(before);
  journal.accept(plainExchange("the 64th", START).opened);

  expect(await history.exchange("waits-0")).toBeDefined();
  expect(await history.exchange("the 64th")).toBeDefined();
  expect(await history.seq()).toBe(before + 1);
  await journal.close();
});

test("exchanges that run at the same time come back exactly as they were, whatever passed", async () => {
  const { sink, history, db } = scene();
  const journal = sink({ reading: { ...plainReading(), providerById: () => undefined } });
  let n = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), message), { maxLength: 30 }), async (sent) => {
      const exchanges = [0, 1, 2].map(() => plainExchange(`exchange-${(n += 1)}`, START + n));
      let expected = exchanges.map(({ opening }): Exchange => ({ ...opening, messages: [] }));
      const give = (which: number, event: Parameters<typeof applyEvent>[1]) => {
        journal.accept(event as Parameters<typeof journal.accept>[0]);
        expected = expected.map((one, i) => (i === which ? applyEvent(one, event) : one));
      };

      for (const { opened } of exchanges) journal.accept(opened);
      for (const [which, one] of sent) give(which, { type: "message", id: exchanges[which]?.opening.id ?? "", message: one });
      for (const [which, one] of exchanges.entries()) {
        give(which, { type: "answered", id: one.opening.id, at: 3.5, response: { status: 200, statusText: "", headers: [["a", "b"], ["A", "c"]] } });
        give(which, { type: "ended", id: one.opening.id, at: 12.3, outcome: { type: "cut", message: "gone" }, trailers: [["a", "b"]] });
      }
      await journal.close();

      for (const one of expected) expect(await history.exchange(one.id)).toEqual(one);
    }),
    { numRuns: 25 },
  );
  expect(db.prepare("select count(*) as n from segment where base_exchange is not null").get()).not.toEqual({ n: 0 });
});

test("many messages at once that are lent come back as they were, with single ones between them, from several exchanges in turn", async () => {
  const { sink, history, clock } = scene();
  const journal = sink({ reading: { ...plainReading(), providerById: () => undefined } });
  const exchanges = ["a", "b", "c"].map((id) => plainExchange(id, START));
  const expected = new Map<string, (string | Uint8Array)[]>(exchanges.map(({ opening: { id } }) => [id, []]));
  const lentFrom = Buffer.alloc(400_000);
  for (const { opened } of exchanges) journal.accept(opened);

  for (const [i, size] of [10, 900, 16_384, 60_000, 131_071, 131_072, 300_000, 40, 40_000, 100_000, 20_000, 7].entries()) {
    for (const exchange of exchanges) {
      const { id } = exchange.opening;
      const texts = Array.from({ length: 5 }, (_, n) => `${id}${i}${n} `.repeat(size / 20));
      const text = texts.join("");
      lentFrom.write(text);
      let end = 0;
      const run = { from: "upstream", at: i, kind: "text", payload: lentFrom.subarray(0, text.length), ends: texts.map((one) => (end += one.length)) } as const;
      const event = { type: "messages", id, run } as const;
      journal.accept(event as Redacted<typeof event>);
      lentFrom.fill("x", 0, text.length);
      const alone = i % 3 === 1 ? Uint8Array.of(255, i) : `${id} alone ${i}`;
      journal.accept(exchange.message("upstream", i, alone, i % 3 === 1 ? "binary" : "text"));
      expected.get(id)?.push(...texts, alone);
      if (i % 4 === 3) clock.advance(1000);
    }
  }
  await journal.close();

  for (const [id, payloads] of expected) expect((await history.exchange(id))?.messages.map((one) => one.payload)).toEqual(payloads);
});

test("a session of 300 asks, 180 MB on the wire, takes less than 3 MB and comes back byte for byte", { timeout: 60_000 }, async () => {
  const { sink, history, db, clock } = scene();
  const journal = sink({ reading: { ...plainReading(), providerById: () => undefined } });
  const asks = longSession("main", 300);

  for (const [i, ask] of asks.entries()) {
    const exchange = plainExchange(`x${String(i).padStart(3, "0")}`, START + i * 1000);
    for (const event of [exchange.opened, exchange.message("client", 0, ask, "body"), exchange.ended(5)]) journal.accept(event);
    clock.advance(1000);
  }
  await journal.close();

  const { stored } = db.prepare("select sum(length(data) + length(marks)) as stored from segment").get() as { stored: number };
  expect(asks.reduce((sum, ask) => sum + ask.length, 0)).toBeGreaterThan(150e6);
  expect(stored).toBeLessThan(3e6);
  for (const i of [0, 31, 32, 150, 298, 299]) expect((await history.exchange(`x${String(i).padStart(3, "0")}`))?.messages[0]?.payload).toBe(asks[i]);
});

test("a turn tells the turn before it how its tools fared", async () => {
  const made = scene();
  const [first, second, elsewhere] = [plainExchange("a", START), plainExchange("b", START + 1000), plainExchange("c", START + 500)];

  await store(made, [first.opened, first.ask(0, { session: "s" }), first.piece(1, { tool: "t1" }), first.piece(2, { tool: "t2", done: true }), first.ended(3)]);
  await store(made, [elsewhere.opened, elsewhere.ask(0, { session: "s", thread: "sub" }), elsewhere.piece(2, { tool: "t1", done: true }), elsewhere.ended(3)], "p2");
  await store(made, [second.opened, second.ask(0, { session: "s", failedTools: ["t1"] }), second.ended(3)], "p3");

  const turns = (await made.history.session("s"))?.turns ?? [];
  expect(turns.map(({ tools }) => tools.map(({ id, failed }) => [id, failed]))).toEqual([[["t1", true], ["t2", undefined]], [["t1", undefined]], []]);
});

test("asks without a session are gathered by the process that carried them", async () => {
  const made = scene();
  const exchange = plainExchange("a", START);

  await store(made, [exchange.opened, exchange.ask(0, { say: "hi" }), exchange.ended(3)], "p9");

  expect((await made.history.sessions()).map(({ id }) => id)).toEqual(["unnamed-p9"]);
});

test("what was left for later is read before it closes, since nobody else knows the secret values", async () => {
  const { sink, db } = scene();
  const journal = sink({ isBehind: () => true });
  const exchange = plainExchange("a", START);

  journal.accept(exchange.opened);
  journal.accept(exchange.ask(1, { session: "s", say: "hi" }));
  journal.accept(exchange.answered(30));
  journal.accept(exchange.piece(40, { text: "hello", done: true }));
  journal.accept(exchange.ended(60));
  await journal.close();

  // Asked of the database itself: the history would read what is missing.
  expect(db.prepare("select state from turn").all()).toEqual([{ state: "completed" }]);
});

test("what is told ahead while others have locked the database is no trouble, and stored a moment later", async () => {
  const { sink, history, clock, db, home } = scene();
  const problems: unknown[] = [];
  const journal = sink({ onProblem: (error) => problems.push(error) });
  const exchange = plainExchange("a", START);
  journal.accept(exchange.opened);
  journal.accept(exchange.ask(1, { session: "s", say: "hi" }));
  clock.advance(25);

  db.exec("pragma busy_timeout = 0");
  const other = openDatabase(home);
  other.exec("begin immediate");
  journal.accept(exchange.piece(40, { text: "hel" }));
  clock.advance(25);
  other.exec("rollback");
  other.close();
  clock.advance(225);

  expect(problems).toEqual([]);
  expect((await history.running())[0]?.answered).toBe("hel");
  await journal.close();
});

test("while it is far behind it reads no turns, and catches up once it is not", async () => {
  const { sink, history, clock } = scene();
  let behind = true;
  const journal = sink({ isBehind: () => behind });
  const [done, open] = [plainExchange("a", START), plainExchange("b", START)];

  for (const event of [done.opened, done.ask(0, { session: "s" }), done.ended(3), open.opened, open.ask(0, { session: "s" }), open.piece(1, { text: "early" })]) journal.accept(event);
  clock.advance(300);
  expect(await history.running()).toEqual([]);

  behind = false;
  clock.advance(1000);
  journal.accept(open.piece(1500, { text: "late" }));
  clock.advance(250);

  const turns = (await history.session("s"))?.turns ?? [];
  expect(turns.map(({ exchangeId, state, answered }) => [exchangeId, state, answered])).toEqual([
    ["a", "completed", ""],
    ["b", "running", "late"],
  ]);
  await journal.close();
});

/** A journal with an exchange of each ask that has ended, and no time yet to read their turns. */
function putOff(made: ReturnType<typeof scene>, asks: readonly string[], problems: unknown[] = []) {
  let behind = true;
  const journal = made.sink({ isBehind: () => behind, onProblem: (error) => problems.push(error) });
  for (const [n, say] of asks.entries()) {
    const exchange = plainExchange(`x${n}`, START);
    for (const event of [exchange.opened, exchange.ask(0, { session: "s", say }), exchange.ended(3)]) journal.accept(event);
  }
  made.clock.advance(300);
  return { journal, getsTime: () => void (behind = false) };
}

test("what was left for later is left longer when many exchanges begin", async () => {
  const made = scene();
  const { clock, db } = made;
  // Asked of the database itself: the history would read what is missing.
  const exchanges = (derived: boolean): unknown => db.prepare(`select count(*) as n from exchange where derived ${derived ? "> 0" : "= 0"} and id like 'x%'`).get()?.["n"];
  const { journal, getsTime } = putOff(made, ["a", "b"]);
  journal.accept(plainExchange("first", START).opened);
  getsTime();

  for (let n = 0; n < 64; n++) journal.accept(plainExchange(`more-${n}`, START).opened);
  expect(db.prepare("select count(*) as n from exchange where id = 'more-63'").get()).toEqual({ n: 1 });
  expect(exchanges(false)).toBe(2);

  clock.advance(1000);
  expect(exchanges(true)).toBe(2);
  await journal.close();
});

test("what was left for later waits on while others have locked the database, and is stored together then", async () => {
  const made = scene();
  const { clock, db, home } = made;
  const problems: unknown[] = [];
  // Asked of the database itself: the history would read what is missing.
  const turns = (): unknown => db.prepare("select count(*) as n from turn").get();
  const changes = (): number => Number(db.prepare("select seq from change").get()?.["seq"]);
  const { journal, getsTime } = putOff(made, ["a", "b", "c"], problems);
  const before = changes();

  db.exec("pragma busy_timeout = 0");
  const other = openDatabase(home);
  other.exec("begin immediate");
  getsTime();
  clock.advance(1000);
  expect(turns()).toEqual({ n: 0 });
  other.exec("rollback");
  other.close();
  clock.advance(1000);

  expect(problems).toHaveLength(1);
  expect(turns()).toEqual({ n: 3 });
  expect(changes()).toBe(before + 1);
  await journal.close();
});

test("what was left for later waits on while the disk is full", async () => {
  const made = scene();
  const { clock, db } = made;
  const { journal, getsTime } = putOff(made, Array.from({ length: 40 }, (_, n) => `${n} ${"x".repeat(3000)}`));
  const counted = (): unknown => db.prepare("select (select count(*) from turn) as turns, (select count(*) from exchange where derived = 0) as later").get();

  db.exec(`pragma max_page_count = ${Number(db.prepare("pragma page_count").get()?.["page_count"])}`);
  getsTime();
  clock.advance(1000);
  expect(counted()).toEqual({ turns: 0, later: 40 });

  db.exec("pragma max_page_count = 1000000");
  clock.advance(5000);
  expect(counted()).toEqual({ turns: 40, later: 0 });
  await journal.close();
});

test("of what was left for later, one that cannot be stored is given up, and takes none of the others with it", async () => {
  const made = scene();
  const { clock, db } = made;
  const problems: unknown[] = [];
  const { journal, getsTime } = putOff(made, ["a", "b", "c"], problems);
  db.exec("create trigger refuses before insert on turn when new.exchange = 1 begin select raise(abort, 'no'); end");
  db.exec("create trigger refuses_too before update of derived on exchange when new.row = 1 begin select raise(abort, 'not that either'); end");

  getsTime();
  clock.advance(1000);

  expect(db.prepare("select exchange from turn").all()).toEqual([{ exchange: 2 }, { exchange: 3 }]);
  expect(problems.map((problem) => (problem as Error).message)).toEqual([expect.stringContaining("not that either")]);
  await journal.close();
});

test("a long conversation that is read later says what it would have said at once", async () => {
  const asks = [...longConversation({ turns: 60, newsPerTurn: 8000, deltasPerTurn: 0, cwd: "/w", home: "/h" })].slice(40).map(({ messages: [ask] }) => Buffer.from(ask?.payload ?? ""));
  const summariesWhen = async (isBehind: () => boolean) => {
    const { sink, db, clock } = scene();
    const journal = sink({ reading: ownReading, isBehind });
    for (const [i, ask] of asks.entries()) {
      const { opened, lent, ended } = plainExchange(`x${i}`, START + i * 1000, { provider: "anthropic", request: { method: "POST", path: "/v1/messages", headers: [], upgrade: false } });
      const bytes = Buffer.from(ask);
      for (const event of [opened, lent(0, bytes), ended(5)]) journal.accept(event);
      bytes.fill("x");
      clock.advance(1000);
    }
    await journal.close();
    return db.prepare("select summary from turn order by started_at").all();
  };

  const [atOnce, later] = [await summariesWhen(() => false), await summariesWhen(() => true)];

  expect(asks.every((ask) => ask.length > LONG_TEXT)).toBe(true);
  expect(atOnce).toHaveLength(asks.length);
  expect(later).toEqual(atOnce);
});

test("of what was left for later, what still runs is read first, since people look on", async () => {
  const { sink, clock } = scene();
  const read: string[] = [];
  const plain = plainReading();
  const noted: Reading["providerById"] = (id) => {
    const provider = plain.providerById(id);
    if (provider === undefined) return undefined;
    return {
      reader(opening) {
        read.push(opening.id);
        return provider.reader(opening);
      },
    };
  };
  let behind = true;
  const journal = sink({ reading: { ...plain, providerById: noted }, isBehind: () => behind });
  for (const id of ["a", "b", "c"]) {
    const exchange = plainExchange(id, START);
    for (const event of [exchange.opened, exchange.ask(0, { session: "s" }), exchange.ended(3)]) journal.accept(event);
  }
  const open = plainExchange("open", START);
  for (const event of [open.opened, open.ask(0, { session: "s" })]) journal.accept(event);
  clock.advance(300);
  expect(read).toEqual([]);

  behind = false;
  clock.advance(1000);
  expect(read).toEqual(["open", "a", "b", "c"]);
  await journal.close();
});

test("a connection whose turns were left for later is gone on with where it is", async () => {
  const { sink, history, clock } = scene();
  let behind = true;
  const journal = sink({ isBehind: () => behind });
  const exchange = plainExchange("a", START);
  for (const event of [exchange.opened, exchange.ask(0, { session: "s", say: "one" }), exchange.piece(1, { text: "first", done: true }), exchange.ask(2, { session: "s", say: "two" })]) journal.accept(event);
  clock.advance(300);

  behind = false;
  clock.advance(1000);
  for (const event of [exchange.piece(1500, { text: "second", done: true }), exchange.ask(1501, { session: "s", say: "three" }), exchange.ended(1502)]) journal.accept(event);
  await journal.close();

  const turns = (await history.session("s"))?.turns ?? [];
  expect(turns.map(({ index, asked, state, answered }) => [index, asked, state, answered])).toEqual([
    [0, "one", "completed", "first"],
    [1, "two", "completed", "second"],
    [2, "three", "completed", ""],
  ]);
});

test("what still runs when it closes is interrupted", async () => {
  const { sink, history } = scene();
  const journal = sink();
  const exchange = plainExchange("a", START);

  for (const event of [exchange.opened, exchange.ask(0, { session: "s" })]) journal.accept(event);
  await journal.close();

  expect((await history.exchange("a"))?.outcome).toEqual({ type: "interrupted" });
  expect((await history.session("s"))?.turns[0]?.state).toBe("interrupted");
});

test("while the database refuses, nothing is lost and the trouble is told once; then all is stored", async () => {
  const { sink, history, clock, db } = scene();
  const problems: unknown[] = [];
  const journal = sink({ onProblem: (error) => problems.push(error) });
  const [before, during] = [plainExchange("a", START), plainExchange("b", START)];

  journal.accept(before.opened);
  db.exec("pragma query_only = on");
  for (const event of [before.ask(0, { session: "s" }), during.opened, during.ask(0, { session: "s" }), during.ended(9)]) journal.accept(event);
  clock.advance(5000);
  expect(problems).toHaveLength(1);
  db.exec("pragma query_only = off");
  clock.advance(1000);

  expect((await history.session("s"))?.turns.map(({ exchangeId, state }) => [exchangeId, state])).toEqual([["a", "running"], ["b", "completed"]]);
  await journal.close();
});

test("when the database refuses for long, memory is given back and later exchanges are recorded", async () => {
  const { sink, history, clock, db } = scene();
  const journal = sink({ onProblem: () => {} });
  const [lost, later] = [plainExchange("a", START, { provider: "unknown" }), plainExchange("b", START)];

  journal.accept(lost.opened);
  db.exec("pragma query_only = on");
  for (let i = 0; i < 70; i += 1) journal.accept(lost.message("upstream", i, new Uint8Array(1024 * 1024)));
  db.exec("pragma query_only = off");
  clock.advance(1000);
  for (const event of [lost.message("upstream", 99, "x"), later.opened, later.ask(0, { session: "s" }), later.ended(9)]) journal.accept(event);
  clock.advance(1000);

  expect((await history.exchange("a"))?.messages).toEqual([]);
  expect((await history.exchange("b"))?.messages).toHaveLength(1);
  await journal.close();
  expect((await history.exchange("a"))?.outcome).toEqual({ type: "interrupted" });
});
