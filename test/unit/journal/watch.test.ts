import { expect, test } from "vitest";
import { watchJournal } from "../../../src/journal/watch.ts";
import { createTestClock } from "../../support/test-clock.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

function watching() {
  const clock = createTestClock();
  let answer: () => Promise<number> = async () => 7;
  const seen: number[] = [];
  const problems: unknown[] = [];
  const stop = watchJournal({ history: { seq: () => answer() }, clock, onChange: (seq) => seen.push(seq), onProblem: (error) => problems.push(error) });
  return { clock, seen, problems, stop, answer: (given: typeof answer) => (answer = given) };
}

test("it tells the number it starts with, a change within 50 ms, and nothing when nothing changed", async () => {
  const { clock, seen, answer } = watching();
  await settled();

  clock.advance(200);
  await settled();
  expect(seen).toEqual([7]);
  answer(async () => 8);
  clock.advance(50);
  await settled();

  expect(seen).toEqual([7, 8]);
});

test("for a second after a change it tells the next within 10 ms", async () => {
  const { clock, seen, answer } = watching();
  await settled();
  answer(async () => 8);
  clock.advance(50);
  await settled();

  answer(async () => 9);
  clock.advance(10);
  await settled();
  expect(seen).toEqual([7, 8, 9]);
  for (let n = 0; n < 100; n += 1) {
    clock.advance(10);
    await settled();
  }
  answer(async () => 10);
  clock.advance(49);
  await settled();
  expect(seen).toEqual([7, 8, 9]);
  clock.advance(1);
  await settled();

  expect(seen).toEqual([7, 8, 9, 10]);
});

test("it never asks twice at once, and goes on after a failure", async () => {
  const { clock, seen, problems, answer } = watching();
  await settled();
  let asked = 0;
  const slow = Promise.withResolvers<number>();
  answer(() => ((asked += 1), slow.promise));

  clock.advance(500);
  expect(asked).toBe(1);
  slow.reject(new Error("locked"));
  await settled();
  answer(async () => 9);
  clock.advance(50);
  await settled();

  expect([problems.length, seen]).toEqual([1, [7, 9]]);
});

test("after its end it tells nothing and holds no timer", async () => {
  const { clock, seen, stop, answer } = watching();
  await settled();

  answer(async () => 10);
  clock.advance(50);
  stop();
  await settled();

  expect([seen, clock.waiting()]).toEqual([[7], 0]);
});
