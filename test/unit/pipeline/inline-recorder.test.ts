import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ExchangeEvent, Opening } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import { createRecorder } from "../../../src/pipeline/inline-recorder.ts";
import { createRedactor } from "../../../src/pipeline/redact.ts";
import type { Sink } from "../../../src/pipeline/sink.ts";

const redactor = createRedactor({ secretValues: ["hunter2-hunter2"], secretHeaders: () => [] });
const request = { method: "POST", path: "/", headers: [["authorization", "Bearer abc"]] as const, upgrade: false };
const opening: Opening = { id: "x", provider: "p", transport: "http", startedAt: 0, upstream: "", request };

function createSink(accept: (event: Redacted<ExchangeEvent>) => void = () => {}): Sink & { taken: ExchangeEvent[]; closed: number } {
  const sink = {
    taken: [] as ExchangeEvent[],
    closed: 0,
    accept(event: Redacted<ExchangeEvent>) {
      sink.taken.push(event);
      accept(event);
    },
    async close() {
      sink.closed++;
    },
  };
  return sink;
}

test("what was observed reaches every sink as messages, redacted, in order", () => {
  const sinks = [createSink(), createSink()];
  const recorder = createRecorder({ redactor, sinks });
  recorder.observe({ type: "opened", opening });
  recorder.observe({ type: "bytes", id: "x", at: 1, from: "client", bytes: Buffer.from("it is hunter2-hunter2") });
  recorder.observe({ type: "finished", id: "x", at: 1, from: "client" });

  expect(recorder.behind).toBe(false);
  for (const { taken } of sinks) {
    expect(taken).toMatchObject([
      { type: "opened", opening: { request: { headers: [["authorization", "Bearer {{secret.authorization}}"]] } } },
      { type: "message", message: { payload: "it is {{secret.env}}" } },
    ]);
  }
});

test("closing waits for what is still being decoded, then closes the sinks", async () => {
  const sink = createSink();
  const recorder = createRecorder({ redactor, sinks: [sink] });
  recorder.observe({ type: "opened", opening: { ...opening, request: { ...request, headers: [["content-encoding", "gzip"]] } } });
  recorder.observe({ type: "bytes", id: "x", at: 1, from: "client", bytes: gzipSync("decoded") });
  recorder.observe({ type: "ended", id: "x", at: 2, outcome: { type: "completed" } });
  await recorder.close();

  expect(sink.taken.map(({ type }) => type)).toEqual(["opened", "message", "ended"]);
  expect(sink.closed).toBe(1);
});

test("a flush gives what is older than a second", () => {
  const sink = createSink();
  const recorder = createRecorder({ redactor, sinks: [sink] });
  recorder.observe({ type: "opened", opening });
  recorder.observe({ type: "bytes", id: "x", at: 0, from: "client", bytes: Buffer.alloc(20_000, "slow ") });
  recorder.flush(1000);

  expect(sink.taken.at(-1)).toMatchObject({ type: "message", message: { more: true } });
});

test("a sink that fails is reported once, and does not stop the others", async () => {
  const problems: unknown[] = [];
  const broken = createSink(() => {
    throw new Error("disk full");
  });
  const fine = createSink();
  const recorder = createRecorder({ redactor, sinks: [broken, fine], onProblem: (error) => problems.push(error) });
  recorder.observe({ type: "opened", opening });
  recorder.observe({ type: "ended", id: "x", at: 2, outcome: { type: "completed" } });
  await recorder.close();

  expect(problems).toEqual([new Error("disk full")]);
  expect(fine.taken).toHaveLength(2);
  expect(fine.closed).toBe(1);
});

test("an event that cannot be redacted reaches no sink, and is reported", () => {
  const problems: unknown[] = [];
  const sink = createSink();
  const event = (): never => {
    throw new Error("no idea");
  };
  createRecorder({ redactor: { ...redactor, event }, sinks: [sink], onProblem: (error) => problems.push(error) }).observe({ type: "opened", opening });

  expect([sink.taken, problems]).toEqual([[], [new Error("no idea")]]);
});
