import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { closedLoop } from "../../../scripts/bench/closed-loop.ts";
import { median, sliceOf } from "../../../scripts/bench/figures.ts";
import { atLeast, atMost, isReached } from "../../../scripts/bench/floors.ts";
import { SHORT_ASKS } from "../../../scripts/bench/replay/asks.ts";
import { newsOf } from "../../../scripts/bench/replay/news.ts";
import { writeAskCassette } from "../../../scripts/bench/replay/recordings.ts";
import { addSlice, compared, emptyResults, throughputRatio } from "../../../scripts/bench/results.ts";
import { floorsTable, resultsTable } from "../../../scripts/bench/table.ts";
import { readCassette } from "../../../src/cassette/read.ts";
import { longSession } from "../../support/long-session.ts";

const workload = { name: "w", title: "work", unit: "things/s", prepare: () => async () => sliceOf([1], 1) };

test("a slice counts, and takes the middle and the slow end of the times", () => {
  expect(sliceOf([3, 1, 2, 100], 2000)).toEqual({ perSecond: 2, p50: 3, p99: 100 });
  expect([median([3, 1, 2]), median([1, 2, 3, 4]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test("targets are compared within a round, so that a slow round counts for all", () => {
  const results = emptyResults();
  for (const [direct, proxied] of [[100, 50], [10, 5], [1000, 100]] as const) {
    addSlice(results, "w", "direct", { perSecond: direct, p50: 1, p99: 1 });
    addSlice(results, "w", "ccxray", { perSecond: proxied, p50: 2, p99: 2 });
  }

  expect(compared(results, "w", { target: "ccxray", baseline: "direct" }, throughputRatio)).toBe(0.5);
  expect(compared(results, "w", { target: "nginx", baseline: "direct" }, throughputRatio)).toBeUndefined();
});

test("a floor is reached at its limit, and neither way when it was not measured", () => {
  expect([atLeast("a", 2, "x", 2), atLeast("a", 2, "x", 1.9), atMost("a", 2, "x", 2), atMost("a", 2, "x", 2.1), atMost("a", 2, "x", undefined)].map(isReached)).toEqual([true, false, true, false, undefined]);
});

test("the tables hold what was measured, and a dash for what was not", () => {
  const results = emptyResults();
  addSlice(results, "w", "direct", { perSecond: 1234.5, p50: 0.5, p99: 1 });
  addSlice(results, "w", "ccxray", { perSecond: 617.25, p50: 2, p99: 2 });

  const text = resultsTable({ results, workloads: [workload], targets: ["direct", "ccxray", "nginx"], baseline: "direct" });

  expect(text.split("\n").map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "| | direct | ccxray | nginx |",
    expect.stringMatching(/^\|-+\|-+:\|-+:\|-+:\|$/),
    "| work: things/s | 1235 | 617 (0.500) | – (–) |",
    "| work: p50 ms | 0.500 | 2.00 (+1.50) | – (–) |",
  ]);
  expect(floorsTable([atMost("memory", 180, "MB", 200), atMost("disk", 3, "MB", undefined)])).toMatch(/memory +\| at most 180 MB \| +200 \| +FAIL \|\n.*disk.*not measured/);
});

test("clients send one after the other until the time is over", async () => {
  const busy = new Set<number>();
  const seen = new Set<number>();

  const slice = await closedLoop(2, 5, async (client) => {
    expect(busy.has(client)).toBe(false);
    busy.add(client);
    seen.add(client);
    await new Promise(setImmediate);
    busy.delete(client);
  });

  expect(slice.perSecond).toBeGreaterThan(0);
  expect([...seen]).toEqual([0, 1]);
});

test("the news of a session are far less than its bytes", () => {
  const exchanges = [...longSession({ turns: 10, newsPerTurn: 1000, deltasPerTurn: 5, cwd: "/srv/a", home: "/srv/b" })];
  const sent = exchanges.reduce((sum, { messages }) => sum + Buffer.byteLength(messages[0]?.payload as string), 0);

  expect(newsOf(exchanges.slice(0, 1))).toBeGreaterThan(sent / 20);
  expect(newsOf(exchanges)).toBeLessThan(sent / 5);
});

test("the cassette of the benchmark is one that can be read", () => {
  const folder = mkdtempSync(join(tmpdir(), "ccxray-bench-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  writeAskCassette(join(folder, "asks.json"), [SHORT_ASKS]);

  const { exchanges } = readCassette(join(folder, "asks.json"));
  expect(new Set(exchanges.map(({ transport }) => transport))).toEqual(new Set(["http", "websocket"]));
});
