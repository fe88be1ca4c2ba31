import { expect, test } from "vitest";
import { CcxrayError } from "../../../src/domain/errors.ts";
import type { Clock } from "../../../src/platform/clock.ts";
import type { Listener } from "../../../src/server/listen.ts";
import { contendForPort } from "../../../src/server/shared-port.ts";

const BUSY = new CcxrayError("PORT_IN_USE", "busy");

/** A clock whose intervals tick when the test says so; `tick` resolves when what the tick started is done. */
function handClock() {
  const ticks = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after: () => () => undefined,
    every(_, callback) {
      ticks.add(callback);
      return () => void ticks.delete(callback);
    },
  };
  const tick = async () => {
    for (const callback of ticks) callback();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, tick, get running() {
    return ticks.size;
  } };
}

function contend(outcomes: readonly (Error | "free")[]) {
  const seen = { taken: 0, closed: 0, tried: 0, problems: [] as unknown[] };
  const hand = handClock();
  const listener: Listener = { host: "", port: 1, close: async () => void (seen.closed += 1) };
  const shared = contendForPort({
    clock: hand.clock,
    async open() {
      const outcome = outcomes[seen.tried++];
      if (outcome instanceof Error) throw outcome;
      return listener;
    },
    onTaken: () => (seen.taken += 1),
    onProblem: (error) => seen.problems.push(error),
  });
  return { seen, hand, shared };
}

test("the port is taken as soon as its holder has gone, and then looked for no more", async () => {
  const { seen, hand } = contend([BUSY, BUSY, "free"]);

  await hand.tick();
  await hand.tick();
  expect(seen.taken).toBe(0);
  await hand.tick();

  expect([seen.taken, seen.tried, hand.running]).toEqual([1, 3, 0]);
});

test("what was taken is given back at the end", async () => {
  const { seen, hand, shared } = contend(["free"]);

  await hand.tick();
  await shared.close();

  expect(seen.closed).toBe(1);
});

test("anything but a busy port is told, and not tried for ever", async () => {
  const denied = new CcxrayError("CONFIG_INVALID", "not allowed");
  const { seen, hand } = contend([denied]);

  await hand.tick();

  expect([seen.problems, hand.running]).toEqual([[denied], 0]);
});
