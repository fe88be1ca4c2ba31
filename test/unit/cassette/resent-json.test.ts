import { expect, test } from "vitest";
import { createResentJson } from "../../../src/cassette/resent-json.ts";
import { type JsonObject, parseJson } from "../../../src/domain/json.ts";

test("items that were seen before are the same values, and are made once", () => {
  const json = createResentJson();
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
  const json = createResentJson();

  expect(json.read('{"m":[1]}', "a", () => "A")).toEqual({ m: ["A"] });
  expect(json.read('{"m":[1]}', "b", () => "B")).toEqual({ m: ["B"] });
});

test("a member is made with its name, which may tell what it is", () => {
  const texts: string[] = [];

  const value = createResentJson().read('{"api_key":"x","m":[1]}', "", (text) => {
    texts.push(text);
    return parseJson(text);
  });

  expect([value, texts]).toEqual([{ api_key: "x", m: [1] }, ['{"api_key":"x"}', "1"]]);
});

test("a text that is no object is made whole, one that is no JSON not at all", () => {
  const json = createResentJson();

  expect(json.read("[1,2]", "", parseJson)).toEqual([1, 2]);
  expect(json.read("no", "", parseJson)).toBeUndefined();
  expect(json.read('{"a":nonsense}', "", parseJson)).toBeUndefined();
});
