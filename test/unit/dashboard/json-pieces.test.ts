import { assert, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import { jsonPieces } from "../../../src/dashboard/json-pieces.ts";

const joined = (value: unknown) => [...jsonPieces(value)].join("");

test("the pieces are the JSON text", () => {
  const same = property(jsonValue(), (value) => joined(value) === JSON.stringify(value));
  expect(() => assert(same)).not.toThrow();
});

test("also of what is large, and no piece is", () => {
  const value = { list: Array.from({ length: 5_000 }, (_, i) => ({ i, text: "x".repeat(20), none: undefined })), text: "\u{1f600}\"".repeat(50_000), empty: {}, gone: undefined, nothing: [] };

  expect(JSON.parse(joined(value))).toEqual(JSON.parse(JSON.stringify(value)));
  expect(Math.max(...[...jsonPieces(value)].map(({ length }) => length))).toBeLessThan(200_000);
});

test("a large object of undefined members is an object", () => {
  const value = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, undefined]));
  expect(joined(value)).toBe("{}");
});
