import { expect, onTestFinished, test } from "vitest";
import { pruneDatabase } from "../../../src/journal/prune.ts";
import { journalStats, pruneJournal, vacuumJournal } from "../../../src/journal/retention.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { longSession } from "./long-session.ts";
import { plainExchange } from "./plain-protocol.ts";
import { journalScene } from "./scene.ts";

const DAY = 24 * 60 * 60 * 1000;
const START = 1_700_000_000_000;

function scene() {
  const made = journalScene();
  onTestFinished(made.remove);
  return made;
}

/** One conversation with an ask a day, whose bodies are deltas to each other. */
async function askDaily({ sink, clock }: ReturnType<typeof journalScene>, days: number) {
  const journal = sink();
  const bodies = longSession("main", days).map((body) => JSON.stringify({ session: "s", say: "hi", more: body }));
  for (const [day, body] of bodies.entries()) {
    const exchange = plainExchange(`day-${String(day).padStart(2, "0")}`, START + day * DAY);
    for (const event of [exchange.opened, exchange.message("client", 0, body), exchange.ended(10)]) journal.accept(event);
    clock.advance(100);
  }
  await journal.close();
  return bodies;
}

test("what is too old goes, and what is kept reads as before although it was a delta to what went", async () => {
  const made = scene();
  const bodies = await askDaily(made, 40);

  const deleted = await pruneDatabase(made.db, START + 35 * DAY);

  expect(deleted).toBe(35);
  expect((await made.history.exchanges()).map(({ id }) => id)).toEqual(["day-39", "day-38", "day-37", "day-36", "day-35"]);
  for (const day of [35, 36, 39]) expect((await made.history.exchange(`day-${day}`))?.messages[0]?.payload).toBe(bodies[day]);
  const orphans = made.db.prepare("select count(*) as n from segment where exchange not in (select row from exchange)").get();
  expect(orphans).toEqual({ n: 0 });
  expect((await made.history.session("s"))?.session).toMatchObject({ turns: 5, startedAt: START + 35 * DAY });
});

test("a session goes with its last turn", async () => {
  const made = scene();
  await askDaily(made, 3);

  await pruneDatabase(made.db, START + 3 * DAY);

  expect(await made.history.sessions()).toEqual([]);
  expect(made.db.prepare("select count(*) as n from session_model").get()).toEqual({ n: 0 });
});

test("a body whose base is pruned while it waits to be stored is kept whole", async () => {
  const made = scene();
  const journal = made.sink();
  const [first = "", second = ""] = longSession("main", 2).map((body) => JSON.stringify({ session: "s", more: body }));
  const [old, young] = [plainExchange("old", START), plainExchange("young", START + DAY)];

  for (const event of [old.opened, old.message("client", 0, first), old.ended(1)]) journal.accept(event);
  made.clock.advance(1000);
  for (const event of [young.opened, young.message("client", 0, second), young.ended(1)]) journal.accept(event);
  await pruneDatabase(made.db, START + 1);
  await journal.close();

  expect((await made.history.exchange("young"))?.messages[0]?.payload).toBe(second);
});

test("an exchange that still runs is not pruned, however old", async () => {
  const made = scene();
  const journal = made.sink();
  journal.accept(plainExchange("running", START).opened);

  expect(await pruneDatabase(made.db, START + 100 * DAY)).toBe(0);

  expect(await made.history.exchange("running")).toBeDefined();
  await journal.close();
});

test("days count from now", async () => {
  const made = scene();
  await askDaily(made, 20);

  expect(await pruneJournal({ home: made.home, days: 14, clock: createTestClock(START + 20 * DAY) })).toBe(6);
});

test("numbers and sizes are told by provider, and a vacuum gives back what pruning freed", async () => {
  const made = scene();
  const bodies = await askDaily(made, 40);
  const wire = bodies.reduce((sum, body) => sum + body.length, 0);

  const stats = journalStats({ home: made.home });
  await pruneDatabase(made.db, START + 40 * DAY);
  const freed = vacuumJournal({ home: made.home });

  expect(stats).toMatchObject({ exchanges: 40, turns: 40, sessions: 1, oldestAt: START, wireBytes: wire });
  expect(stats.providers).toEqual([{ provider: "plain", exchanges: 40, wireBytes: wire, storedBytes: expect.any(Number) }]);
  expect(stats.providers[0]?.storedBytes).toBeLessThan(wire / 20);
  expect(freed).toBeGreaterThan(100_000);
  expect(journalStats({ home: made.home })).toMatchObject({ exchanges: 0, freeBytes: 0 });
});

test("where nothing was ever recorded, nothing is made", async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const home = `${folder.path}/none`;

  expect(journalStats({ home })).toMatchObject({ bytes: 0, exchanges: 0, providers: [] });
  expect(await pruneJournal({ home, days: 1, clock: createTestClock() })).toBe(0);
  expect(vacuumJournal({ home })).toBe(0);
});
