import { afterEach, describe, expect, test } from "vitest";
import type { ExchangeEvent } from "../../src/domain/exchange.ts";
import type { Redacted } from "../../src/domain/redacted.ts";
import { openDatabase } from "../../src/journal/database.ts";
import type { History } from "../../src/journal/history.ts";
import { createThreadHistory } from "../../src/journal/history-thread.ts";
import { openHistory } from "../../src/journal/open-history.ts";
import { createJournalSink } from "../../src/journal/writer.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { http, type Story } from "../support/exchanges.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startJournalThread } from "../unit/journal/journal-thread.ts";

// Every implementation of `History` must answer alike, whatever thread it works on.

const IMPLEMENTATIONS: readonly (readonly [name: string, open: (home: string) => History])[] = [
  ["in this thread", (home) => openHistory({ home, clock: systemClock })],
  ["on a thread of its own", (home) => createThreadHistory({ home, startThread: startJournalThread })],
];

describe.each(IMPLEMENTATIONS)("%s", (_name, open) => {
  const closing: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  function scene() {
    const folder = temporaryFolder();
    const home = `${folder.path}/home`;
    const history = open(home);
    closing.push(folder.remove, () => history.close());
    return { home, history };
  }

  test("before anything was recorded every answer is empty", async () => {
    const { history } = scene();

    expect(await history.changes(0)).toEqual({ seq: 0, sessions: [], turns: [] });
    expect([await history.sessionCount(), await history.sessions(), await history.session("latest"), await history.running()]).toEqual([0, [], undefined, []]);
    expect([await history.exchanges(), await history.exchange("x"), await history.exchangeSummary("x"), await history.turn("x", 0)]).toEqual([[], undefined, undefined, undefined]);
  });

  test("what is recorded after it was opened is found: session, turn, exchange, change", async () => {
    const { home, history } = scene();
    expect(await history.seq()).toBe(0);
    const said = story("What is in here?");

    await record(home, said);

    const [session] = await history.sessions({ limit: 1 });
    expect(session).toMatchObject({ id: "s-1", title: "What is in here?", models: ["claude-x"], turns: 1, running: 0 });
    expect((await history.session("s-1"))?.turns.map(({ answered }) => answered)).toEqual(["A file."]);
    expect((await history.turn(said.opening.id, 0))?.turn).toMatchObject({ output: [{ type: "text", text: "A file." }] });
    const { id } = said.opening;
    expect(await history.exchange(id)).toMatchObject({ ...said.opening, messages: [{ from: "client", kind: "body" }, { from: "upstream", kind: "body" }] });
    expect([await history.exchangeSummary(id)]).toEqual(await history.exchanges({ session: "s-1" }));
    const { seq, turns } = await history.changes(0);
    expect([await history.seq(), turns.length, await history.sessionCount()]).toEqual([seq, 1, 1]);
  });

  test("bytes that are no text come back as bytes", async () => {
    const { home, history } = scene();
    const said = story("hi");
    const binary = new Uint8Array([0xff, 0xfe, 0, 1]);
    const message = { type: "message", id: said.opening.id, message: { from: "upstream", at: 1, kind: "binary", payload: binary } } as const;

    await record(home, { ...said, events: [message, ...said.events] });

    expect((await history.exchange(said.opening.id))?.messages[0]?.payload).toEqual(binary);
  });

  test("a journal that cannot be read is a JOURNAL_UNUSABLE with a hint", async () => {
    const { home, history } = scene();
    const db = openDatabase(home);
    db.exec("pragma user_version = 99");
    db.close();

    await expect(history.sessions()).rejects.toMatchObject({ code: "JOURNAL_UNUSABLE", message: expect.stringContaining("version 99"), hint: expect.any(String) });
  });

  test("questions asked at once are all answered", async () => {
    const { home, history } = scene();
    await record(home, story("one"));

    const counts = await Promise.all(Array.from({ length: 20 }, () => history.sessionCount()));

    expect(new Set(counts)).toEqual(new Set([1]));
  });
});

function story(text: string): Story {
  return http({
    path: "/v1/messages",
    headers: [["anthropic-version", "2023-06-01"], ["x-claude-code-session-id", "s-1"]],
    ask: { model: "claude-x", max_tokens: 9, messages: [{ role: "user", content: text }] },
    body: { id: "m", type: "message", role: "assistant", model: "claude-x", content: [{ type: "text", text: "A file." }], stop_reason: "end_turn", usage: { input_tokens: 3, output_tokens: 2 } },
  });
}

async function record(home: string, { opening, events }: Story): Promise<void> {
  const db = openDatabase(home);
  const sink = createJournalSink({ db, clock: systemClock, process: { id: `process-of-${opening.id}`, pid: process.pid, version: "1" } });
  const all: readonly ExchangeEvent[] = [{ type: "opened", opening }, ...events];
  for (const event of all) sink.accept(event as Redacted<ExchangeEvent>);
  await sink.close();
  db.close();
}
