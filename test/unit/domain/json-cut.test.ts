import fc from "fast-check";
import { expect, test } from "vitest";
import { commonPrefix, cutJson, type JsonCut } from "../../../src/domain/json-cut.ts";

/** What a cut says the object is. */
function rebuilt(text: string, cut: JsonCut | undefined): unknown {
  return (
    cut &&
    Object.fromEntries(
      cut.members.map(({ key, start, end, items }) => [key, items ? items.map((item) => JSON.parse(text.slice(item.start, item.end))) : JSON.parse(text.slice(start, end))]),
    )
  );
}

const objects = fc.dictionary(fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__"), fc.jsonValue());

test("the pieces of an object are its members and their items, however it is spaced", () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1, "\t"), (object, space) => {
      const text = JSON.stringify(object, null, space);

      expect(rebuilt(text, cutJson(text))).toEqual(JSON.parse(text));
    }),
  );
});

test("the bytes of a text are cut where the text is", () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1), (object, space) => {
      const text = JSON.stringify(object, null, space);
      const bytes = Buffer.from(text);
      const cut = cutJson(text);
      const inBytes = (at: number): number => Buffer.byteLength(text.slice(0, at));
      const moved = <One extends { readonly start: number; readonly end: number }>(one: One): One => ({ ...one, start: inBytes(one.start), end: inBytes(one.end) });

      expect(cutJson(bytes)).toEqual({ members: cut?.members.map((one) => ({ ...moved(one), ...(one.items && { items: one.items.map(moved) }) })) });
    }),
  );
});

test("going on from an earlier cut gives what cutting afresh gives", () => {
  fc.assert(
    fc.property(objects, fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), objects, (head, history, news, tail) => {
      const [before, now] = [history, [...history, ...news]].map((messages) => JSON.stringify({ ...head, messages, ...tail })) as [string, string];

      const resumed = cutJson(now, cutJson(before), commonPrefix(before, now));

      expect(resumed).toEqual(cutJson(now));
    }),
  );
});

test.each(["", "[]", "1", '{"a":1', '{"a" 1}', '{"a":1}x', '{"a":[1,]', "{a:1}", '{"a":"'])("%s is no object to cut", (text) => {
  expect(cutJson(text)).toBeUndefined();
});

test("the common beginning is found to the character", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.nat(300), (shared, a, b, times) => {
      const start = shared.repeat(times);
      const [left, right] = [`${start}1${a}`, `${start}2${b}`];

      expect(commonPrefix(left, right)).toBe(start.length);
    }),
  );
});
