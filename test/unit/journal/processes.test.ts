import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../../src/journal/database.ts";
import { openHistory } from "../../../src/journal/open-history.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CHILD = fileURLToPath(new URL("recording-child.ts", import.meta.url));

function newHome() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return `${folder.path}/home`;
}

function record(home: string, mode: "stream" | "burst") {
  const runtime = "Deno" in globalThis ? ["run", "-A"] : [];
  const child = spawn(process.execPath, [...runtime, CHILD, home, mode], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, lines: createInterface({ input: child.stdout }) };
}

test("kill -9 loses at most the last second, and never the database", { timeout: 30_000 }, async () => {
  const home = newHome();
  const { child, lines } = record(home, "stream");
  const saidAt: number[] = [];
  for await (const line of lines) {
    saidAt.push(performance.now());
    if (Number(line) === 200) break;
  }

  child.kill("SIGKILL");
  const killedAt = performance.now();
  await once(child, "exit");

  const later = { ...systemClock, now: () => systemClock.now() + 10_000 };
  const history = openHistory({ home, clock: later });
  onTestFinished(() => history.close());
  const turns = (await history.session("s"))?.turns ?? [];
  expect(turns).toEqual([expect.objectContaining({ state: "interrupted", model: "claude-x", asked: "hello" })]);
  const safe = saidAt.filter((at) => at < killedAt - 1000).length;
  expect(safe).toBeGreaterThan(20);
  const { turn } = (await history.turn("streaming", 0)) ?? {};
  const [block] = turn?.output ?? [];
  expect(block?.type === "text" && block.text.trim().split(" ").length).toBeGreaterThanOrEqual(safe);
  const db = openDatabase(home);
  expect(db.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  db.close();
});

test("processes that start at once on a new journal all record into it, and nothing gets lost", { timeout: 60_000 }, async () => {
  const home = newHome();

  const said = await Promise.all([1, 2, 3].map(async () => await Array.fromAsync(record(home, "burst").lines)));

  expect(said).toEqual([["closed"], ["closed"], ["closed"]]);
  const history = openHistory({ home, clock: systemClock });
  onTestFinished(() => history.close());
  const found = await history.session("shared");
  expect(found?.session).toMatchObject({ turns: 150, running: 0, errors: 0, usage: { input: 450, output: 1050 } });
  expect(new Set(found?.turns.map(({ state, answered }) => `${state} ${answered}`))).toEqual(new Set(["completed text"]));
});
