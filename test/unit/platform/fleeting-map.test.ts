import { getHeapStatistics } from "node:v8";
import { expect, test } from "vitest";
import { createFleetingMap } from "../../../src/platform/fleeting-map.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";

test("what was set is there until it is deleted, in the order in which it came", () => {
  const map = createFleetingMap<number, string>();
  for (let i = 0; i < 1000; i++) {
    map.set(i, `value ${i}`);
    if (i % 10 !== 0) map.delete(i);
    map.delete(-1);
  }

  expect([map.size, map.get(10), map.get(11)]).toEqual([100, "value 10", undefined]);
  expect(map.values()).toEqual(Array.from({ length: 100 }, (_, i) => `value ${i * 10}`));
  map.clear();
  expect([map.size, map.get(10), map.values()]).toEqual([0, undefined, []]);
});

test("who deletes while going over the values sees them all", () => {
  const map = createFleetingMap<number, number>();
  for (let i = 0; i < 200; i++) map.set(i, i);
  const seen: number[] = [];

  for (const value of map.values()) {
    seen.push(value);
    map.delete(value);
  }

  expect([seen.length, map.size]).toEqual([200, 0]);
});

test("what was deleted is let go of although the table was once old memory", () => {
  const map = createFleetingMap<number, unknown>();
  const comeAndGo = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      map.set(i, Array.from({ length: 100 }, () => i));
      map.delete(i - 16);
      if (i % 1000 === 0) collectGarbage({ type: "minor" });
    }
  };
  comeAndGo(0, 1000);
  collectGarbage();
  const before = getHeapStatistics().used_heap_size;

  comeAndGo(1000, 11_000);

  collectGarbage({ type: "minor" });
  expect(getHeapStatistics().used_heap_size - before).toBeLessThan(4_000_000);
});
