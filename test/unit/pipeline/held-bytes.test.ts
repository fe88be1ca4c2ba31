import { expect, test } from "vitest";
import { createHeldBytes } from "../../../src/pipeline/held-bytes.ts";

test("what was held comes out whole and in order, however many pieces it came in, and then nothing is held", () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i & 0xff));
  const held = createHeldBytes();

  for (let at = 0; at < bytes.length; at += 1) held.add(bytes.subarray(at, at + 1));

  expect(held.size()).toBe(5000);
  expect(held.take().equals(bytes)).toBe(true);
  expect([held.size(), held.take().length]).toEqual([0, 0]);
});
