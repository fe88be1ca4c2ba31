import { expect, test } from "vitest";
import { createIds } from "../../../src/platform/ids.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("ids are UUIDv7 and begin with the time", () => {
  const id = createIds(() => 0x0123_4567_89ab)();

  expect(id).toMatch(UUID_V7);
  expect(id.slice(0, 13)).toBe("01234567-89ab");
});

test("ids grow, also many within one millisecond and when the clock goes back", () => {
  let now = 1_000;
  const next = createIds(() => now);

  const ids = Array.from({ length: 20_000 }, (_value, i) => {
    if (i === 10_000) now = 500;
    return next();
  });

  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});
