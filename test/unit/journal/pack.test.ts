import { expect, test } from "vitest";
import { squeeze, unsqueeze } from "../../../src/journal/pack.ts";

const words = (bytes: number): Buffer => Buffer.from("what a model says when it is asked, ".repeat(bytes)).subarray(0, bytes);

test("bytes are compressed where that saves something, and come back as they were", () => {
  const { squeezed, data } = squeeze(words(4000));

  expect(squeezed).toBe(true);
  expect(unsqueeze(data)).toEqual(words(4000));
});

test("in a hurry only many bytes are compressed", () => {
  expect(squeeze(words(4000), true)).toEqual({ squeezed: false, data: words(4000) });
  expect(squeeze(words(20_000), true).squeezed).toBe(true);
});
