import { expect, test } from "vitest";
import type { ExchangeEvent, Opening, Outcome } from "../../../src/domain/exchange.ts";
import { createReading } from "../../../src/pipeline/reading.ts";

const opening: Opening = {
  id: "x",
  provider: "unknown",
  transport: "websocket",
  startedAt: 0,
  request: { method: "GET", path: "/", headers: [], upgrade: true },
  upstream: "",
};

/** The outcome after an upstream sent these frames and the relay saw this end. */
async function outcomeAfter(frames: Buffer, seen: Outcome): Promise<Outcome | undefined> {
  const events: ExchangeEvent[] = [];
  const reading = createReading({ onEvent: (event) => events.push(event) });
  reading.take({ type: "opened", opening });
  reading.take({ type: "answered", id: "x", at: 0, response: { status: 101, statusText: "", headers: [] } });
  reading.take({ type: "bytes", id: "x", at: 1, from: "upstream", bytes: frames });
  reading.take({ type: "ended", id: "x", at: 2, outcome: seen });
  await reading.settled();
  const ended = events.find((event) => event.type === "ended");
  return ended?.outcome;
}

const CLOSE = Buffer.from([0x88, 6, 0x03, 0xf3, ...Buffer.from("busy")]);
const cut: Outcome = { type: "cut", message: "the upstream ended the connection" };

test("an end behind a close frame is a completed exchange that says how it was closed", async () => {
  expect(await outcomeAfter(CLOSE, cut)).toEqual({ type: "completed", closing: { by: "upstream", code: 1011, reason: "busy" } });
});

test("an end without a close frame stays a cut", async () => {
  expect(await outcomeAfter(Buffer.alloc(0), cut)).toEqual(cut);
});

test("our own interruption stays one, whatever was said before", async () => {
  expect(await outcomeAfter(CLOSE, { type: "interrupted" })).toEqual({ type: "interrupted" });
});
