import { expect, test } from "vitest";
import { createResentJson } from "../../../src/cassette/resent-json.ts";
import { type JsonObject, parseJson } from "../../../src/domain/json.ts";

const nothing = (): readonly string[] => [];

test("items that were seen before are the same values, and are made once", () => {
  const json = createResentJson(nothing);
  let made = 0;
  const make = (text: string) => {
    made += 1;
    return parseJson(text);
  };

  const first = json.read('{"m":[{"a":1},{"b":2}],"s":"x"}', "", make) as { m: JsonObject[] };
  const second = json.read('{"m":[{"a":1},{"b":2},{"c":3}],"s":"x"}', "", make) as { m: JsonObject[] };

  expect(second).toEqual({ m: [{ a: 1 }, { b: 2 }, { c: 3 }], s: "x" });
  expect(second.m[1]).toBe(first.m[1]);
  expect(made).toBe(4);
});

test("what depends on the place is made for each place", () => {
  const json = createResentJson(nothing);

  expect(json.read('{"m":[1]}', "a", () => "A")).toEqual({ m: ["A"] });
  expect(json.read('{"m":[1]}', "b", () => "B")).toEqual({ m: ["B"] });
});

test("a member is made with its name, which may tell what it is", () => {
  const texts: string[] = [];

  const value = createResentJson(nothing).read('{"api_key":"x","m":[1]}', "", (text) => {
    texts.push(text);
    return parseJson(text);
  });

  expect([value, texts]).toEqual([{ api_key: "x", m: [1] }, ['{"api_key":"x"}', "1"]]);
});

test("a text that is no object is made whole, one that is no JSON not at all", () => {
  const json = createResentJson(nothing);

  expect(json.read("[1,2]", "", parseJson)).toEqual([1, 2]);
  expect(json.read("no", "", parseJson)).toBeUndefined();
  expect(json.read('{"a":nonsense}', "", parseJson)).toBeUndefined();
});

test("what is looked for is found in every item and member, and looked for once in each", () => {
  const looked: string[] = [];
  const json = createResentJson((text) => {
    looked.push(text);
    return text.match(/\d/g) ?? [];
  });

  expect(json.found('{"m":[{"a":1},{"b":2}],"s":"x3"}')).toEqual(["1", "2", "3"]);
  expect(json.found('{"m":[{"a":1},{"b":2},{"c":4}],"s":"x3"}')).toEqual(["1", "2", "4", "3"]);
  expect(looked).toEqual(['{"a":1}', '{"b":2}', '{"s":"x3"}', '{"c":4}']);
  expect(json.found("no JSON 7")).toEqual(["7"]);
});
