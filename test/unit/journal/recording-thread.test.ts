import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openHistory } from "../../../src/journal/open-history.ts";
import { createThreadRecorder, type ThreadRecorderOptions } from "../../../src/journal/recording-thread.ts";
import type { FromRecorder, StartThread, ToRecorder } from "../../../src/journal/thread-port.ts";
import type { Observation } from "../../../src/pipeline/recorder.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { startJournalThread } from "./journal-thread.ts";
import { relayed } from "./relayed.ts";

const MB = 1024 * 1024;

function newHome() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return `${folder.path}/home`;
}

function recorderOn(startThread: StartThread, changes: Partial<ThreadRecorderOptions> = {}) {
  const problems: string[] = [];
  const recorder = createThreadRecorder({
    home: newHome(),
    processId: "p1",
    version: "1",
    secretValues: [],
    clock: systemClock,
    startThread,
    onProblem: (message) => problems.push(message),
    ...changes,
  });
  return { recorder, problems };
}

/** A thread in this thread, whose answers the test gives. */
function fakeThread() {
  const posted: ToRecorder[] = [];
  const worker = Object.assign(new EventEmitter(), {
    postMessage: (message: ToRecorder) => posted.push(message),
    terminate: async () => 0,
  });
  const say = (message: FromRecorder) => worker.emit("message", message);
  const start: StartThread = () => {
    queueMicrotask(() => say({ type: "ready" }));
    return worker as unknown as Worker;
  };
  const batches = () => posted.flatMap((message) => (message.type === "batch" ? [message] : []));
  return { start, say, worker, posted, batches };
}

const bytes = (length: number, fill = 0): Observation => ({ type: "bytes", id: "a", at: 1, from: "upstream", bytes: Buffer.alloc(length, fill) });

test("what is observed is in the journal when the recorder is closed, and secrets are not", async () => {
  const home = newHome();
  const { recorder, problems } = recorderOn(startJournalThread, { home, secretValues: ["a-secret-value"] });
  const journal = await recorder;
  const exchange = relayed("a", systemClock.now(), "s", [["x-api-key", "sk-ant-api03-0123456789"], ["x-note", "holds a-secret-value"]]);

  for (const observation of [...exchange.start, exchange.piece(5, "I know a-secret-value, too"), ...exchange.end]) journal.observe(observation);
  await journal.close();

  const history = openHistory({ home, clock: systemClock });
  onTestFinished(() => history.close());
  const found = await history.exchange("a");
  expect(found?.outcome).toEqual({ type: "completed" });
  expect(found?.messages.map(({ kind }) => kind)).toEqual(["body", ...Array.from({ length: 6 }, () => "event")]);
  expect(JSON.stringify(found)).not.toMatch(/a-secret-value|sk-ant/);
  expect((await history.session("s"))?.turns[0]).toMatchObject({ model: "claude-x", state: "completed", answered: expect.stringContaining("I know") });
  expect(problems).toEqual([]);
});

test("a journal that cannot be opened is told at once", async () => {
  const home = newHome();
  writeFileSync(home, "a file where the folder should be");

  await expect(recorderOn(startJournalThread, { home }).recorder).rejects.toMatchObject({ code: "JOURNAL_UNUSABLE" });
});

test("small pieces travel together, in order, in buffers of their own", async () => {
  const thread = fakeThread();
  const clock = createTestClock();
  const journal = await recorderOn(thread.start, { clock }).recorder;
  const piece = Buffer.from("reused");

  journal.observe({ type: "bytes", id: "a", at: 1, from: "client", bytes: piece });
  piece.fill(0);
  journal.observe(bytes(10, 2));
  expect(thread.batches()).toEqual([]);
  clock.advance(5);

  const [batch, ...others] = thread.batches();
  expect(others).toEqual([]);
  const packed = JSON.parse(batch?.observations ?? "[]") as readonly (readonly [id: string, at: number, from: string, slab: number, offset: number, length: number])[];
  const read = packed.map(([, , , slab, offset, length]) => Buffer.from(Buffer.from(batch?.slabs[slab] ?? new SharedArrayBuffer(0), offset, length)));
  expect(read).toEqual([Buffer.from("reused"), Buffer.alloc(10, 2)]);
});

test("pieces of one side that come at the same time are posted as one, and no others", async () => {
  const thread = fakeThread();
  const clock = createTestClock();
  const journal = await recorderOn(thread.start, { clock }).recorder;
  const piece = (id: string, at: number, from: "client" | "upstream") => journal.observe({ type: "bytes", id, at, from, bytes: Buffer.from("ab") });

  piece("a", 1, "client");
  piece("a", 1, "client");
  piece("a", 2, "client");
  piece("a", 2, "upstream");
  piece("b", 2, "upstream");
  clock.advance(5);

  const packed = JSON.parse(thread.batches()[0]?.observations ?? "[]") as readonly (readonly unknown[])[];
  expect(packed.map(([id, at, from, , , length]) => [id, at, from, length])).toEqual([
    ["a", 1, "client", 4],
    ["a", 2, "client", 2],
    ["a", 2, "upstream", 2],
    ["b", 2, "upstream", 2],
  ]);
});

test("an opening is posted at once, and with others when something was posted a moment ago", async () => {
  const thread = fakeThread();
  const clock = createTestClock();
  const journal = await recorderOn(thread.start, { clock }).recorder;
  const [first, second, third] = ["a", "b", "c"].flatMap((id) => relayed(id, 1, "s").start.slice(0, 1));

  if (first) journal.observe(first);
  expect(thread.batches().map(({ observations }) => JSON.parse(observations) as unknown)).toEqual([[first]]);

  if (second) journal.observe(second);
  if (third) journal.observe(third);
  clock.advance(5);
  expect(thread.batches().map(({ observations }) => JSON.parse(observations) as unknown)).toEqual([[first], [second, third]]);
});

test("while the relay waits for a thread that says nothing, that is told once; for a slow one it is not", async () => {
  const thread = fakeThread();
  const clock = createTestClock();
  const { recorder, problems } = recorderOn(thread.start, { clock });
  const journal = await recorder;

  clock.advance(60_000);
  for (let i = 0; i < 5; i++) journal.observe(bytes(MB));
  for (let i = 0; i < 3; i++) {
    clock.advance(9_000);
    thread.say({ type: "done", size: 100, slabs: [] });
  }
  expect([journal.behind, problems]).toEqual([true, []]);

  clock.advance(60_000);
  expect(problems).toEqual([expect.stringContaining("10 s")]);
  thread.say({ type: "done", size: 5 * MB, slabs: [] });
  expect(journal.behind).toBe(false);
  clock.advance(60_000);
  for (let i = 0; i < 5; i++) journal.observe(bytes(MB));
  clock.advance(60_000);
  expect(problems).toHaveLength(1);
});

test("a thread that is silent while the recorder closes, or is gone, is not told as one that requests wait for", async () => {
  for (const end of ["close", "exit"] as const) {
    const thread = fakeThread();
    const clock = createTestClock();
    const { recorder, problems } = recorderOn(thread.start, { clock });
    const journal = await recorder;
    for (let i = 0; i < 5; i++) journal.observe(bytes(MB));

    const closed = end === "close" ? journal.close() : thread.worker.emit("exit");
    clock.advance(60_000);
    await closed;
    thread.say({ type: "done", size: 100, slabs: [] });
    clock.advance(60_000);
    expect(problems).toEqual([expect.stringMatching(/did not finish in time|is gone/)]);
    expect(clock.waiting()).toBe(0);
  }
});

test("memory that was read is written to again, and none before that", async () => {
  const thread = fakeThread();
  const journal = await recorderOn(thread.start).recorder;

  journal.observe(bytes(MB));
  journal.observe(bytes(MB));
  const [first, second] = thread.batches();
  const sent = [...(first?.slabs ?? []), ...(second?.slabs ?? [])];
  thread.say({ type: "done", size: MB, slabs: first?.full ?? [] });
  journal.observe(bytes(MB));

  expect(new Set(sent).size).toBeGreaterThanOrEqual(8);
  expect(thread.batches()[2]?.slabs.some((slab) => first?.slabs.includes(slab))).toBe(true);
});

test("with more than 4 MB unwritten it is behind, until less than 2 MB are", async () => {
  const thread = fakeThread();
  const journal = await recorderOn(thread.start).recorder;
  let drained = 0;

  for (let n = 0; n < 3; n += 1) journal.observe(bytes(MB));
  journal.drained(() => (drained += 1));
  expect([journal.behind, drained]).toEqual([false, 1]);
  journal.observe(bytes(MB));
  journal.drained(() => (drained += 1));
  expect([journal.behind, drained]).toEqual([true, 1]);

  thread.say({ type: "done", size: MB, slabs: [] });
  expect([journal.behind, drained]).toEqual([true, 1]);
  thread.say({ type: "done", size: 2 * MB, slabs: [] });
  expect([journal.behind, drained]).toEqual([false, 2]);
});

test("who waits goes on one by one: the first may bring it behind again, and one that throws holds up none of the others", async () => {
  const thread = fakeThread();
  const { recorder, problems } = recorderOn(thread.start);
  const journal = await recorder;
  for (let n = 0; n < 4; n += 1) journal.observe(bytes(MB));
  journal.observe(bytes(1));
  const went: string[] = [];
  journal.drained(() => {
    throw new Error("torn");
  });
  journal.drained(() => {
    went.push("first");
    for (let n = 0; n < 4; n += 1) journal.observe(bytes(MB));
  });
  journal.drained(() => went.push("second"));

  thread.say({ type: "done", size: 4 * MB, slabs: [] });
  expect(went).toEqual(["first"]);
  expect(problems).toEqual([expect.stringContaining("torn")]);

  thread.say({ type: "done", size: 4 * MB, slabs: [] });
  expect(went).toEqual(["first", "second"]);
});

test("when its thread dies it says so once and never holds up the relay", async () => {
  const thread = fakeThread();
  const { recorder, problems } = recorderOn(thread.start);
  const journal = await recorder;
  let drained = 0;
  for (let n = 0; n < 40; n += 1) journal.observe(bytes(MB));
  journal.drained(() => (drained += 1));

  thread.worker.emit("error", new Error("out of memory"));
  thread.worker.emit("exit", 1);
  for (let n = 0; n < 40; n += 1) journal.observe(bytes(MB));

  expect([journal.behind, drained]).toEqual([false, 1]);
  expect(problems).toEqual([expect.stringContaining("out of memory")]);
  await journal.close();
});

test("closing waits for the thread, but not for ever", async () => {
  const thread = fakeThread();
  const clock = createTestClock();
  const { recorder, problems } = recorderOn(thread.start, { clock });
  const journal = await recorder;
  const closing = journal.close();

  expect(thread.posted.at(-1)).toEqual({ type: "close" });
  clock.advance(10_000);
  await closing;

  expect(problems).toEqual([expect.stringContaining("did not finish in time")]);
});

test("a thread that is killed while recording ends the recording and nothing else", async () => {
  const started = Promise.withResolvers<Worker>();
  const { recorder, problems } = recorderOn((...given) => {
    const worker = startJournalThread(...given);
    started.resolve(worker);
    return worker;
  });
  const journal = await recorder;
  const worker = await started.promise;
  const gone = once(worker, "exit");

  await worker.terminate();
  await gone;
  journal.observe(bytes(100));

  expect(problems).toHaveLength(1);
  await journal.close();
});
