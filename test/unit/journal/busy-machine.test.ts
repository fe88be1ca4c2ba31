import { expect, test } from "vitest";
import { createBusyMachine } from "../../../src/journal/busy-machine.ts";
import { createTestClock } from "../../support/test-clock.ts";

const MB = 1024 * 1024;

function scene() {
  const clock = createTestClock();
  const machine = createBusyMachine(clock);
  /** So many batches of that size, 10 ms from one to the next, each of which waited so long. */
  const pass = (count: number, size: number, late: number, openings = 0) => {
    for (let i = 0; i < count; i++) {
      clock.advance(10);
      machine.note({ size, openings, late });
    }
  };
  return { clock, machine, pass };
}

test("much traffic whose batches wait makes the machine busy, until a little after they do no more", () => {
  const { clock, machine, pass } = scene();
  pass(100, MB / 4, 20);
  expect(machine.isBusy()).toBe(true);

  clock.advance(240);
  expect(machine.isBusy()).toBe(true);
  clock.advance(20);
  expect(machine.isBusy()).toBe(false);
});

test("so do very many small exchanges", () => {
  const { machine, pass } = scene();
  pass(100, 10 * 1024, 20, 10);
  expect(machine.isBusy()).toBe(true);
});

test("a clock that is set makes it busy for a moment at most", () => {
  const { machine, pass } = scene();
  pass(100, MB / 4, 0.5);
  pass(1, MB / 4, 3_600_000);
  pass(50, MB / 4, 0.5);
  expect(machine.isBusy()).toBe(false);
});

test("much traffic that is taken at once does not", () => {
  const { machine, pass } = scene();
  pass(100, MB / 4, 0.5);
  expect(machine.isBusy()).toBe(false);
});

test("nor does one batch that waits, as the first of all may", () => {
  const { machine, pass } = scene();
  pass(1, 4 * MB, 30);
  expect(machine.isBusy()).toBe(false);
});

test("what streams to a few agents is followed however late it is taken: others keep the machine busy, and people look on", () => {
  const { machine, pass } = scene();
  pass(10, 10 * 1024, 200, 1);
  expect(machine.isBusy()).toBe(false);
  pass(500, 10 * 1024, 200);
  expect(machine.isBusy()).toBe(false);

  // An ask of an agent with its whole history.
  pass(1, 1.3 * MB, 200);
  expect(machine.isBusy()).toBe(false);
});
