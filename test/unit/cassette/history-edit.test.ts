import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit } from "../../../src/cassette/history-edit.ts";
import { makeEdit } from "../../../src/cassette/history-edit-make.ts";
import { createHistoryRefs } from "../../../src/cassette/history-refs.ts";
import type { Json } from "../../../src/domain/json.ts";

// Keys with $ and long texts, so that the language meets what it is made of.
const values = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.lorem({ maxCount: 40 })),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "$keep", "$set", "$list", "$value", "__proto__"), tie("value")),
  ),
})).value;

test("an edit makes the very same text of any value out of any other", () => {
  fc.assert(
    fc.property(values, values, (base, value) => {
      const made = makeEdit(base, value);

      const again = made === undefined ? base : applyEdit(base, JSON.parse(JSON.stringify(made.edit)) as Json);

      expect(JSON.stringify(again)).toBe(JSON.stringify(value));
    }),
    { numRuns: 1000 },
  );
});

const said = (text: string, more: object = {}): Json => ({ role: "user", content: [{ type: "text", text: text.repeat(40), ...more }] });
const CACHED = { cache_control: { type: "ephemeral" } };

test("a conversation that goes on is told by what is kept, what loses its mark and what is new", () => {
  const base = { model: "m", messages: [said("one "), said("two "), said("three ", CACHED)], tools: [said("t")] };
  const next = { model: "m", messages: [said("one "), said("two "), said("three "), said("four ", CACHED)], tools: [said("t")] };

  expect(makeEdit(base, next)?.edit).toEqual({
    $set: { messages: { $list: [{ $keep: 2 }, { $set: { content: { $list: [{ $drop: ["cache_control"] }] } } }, said("four ", CACHED)] } },
  });
});

test("members, their order and stretches of text are told apart", () => {
  const words = "word ".repeat(50);

  expect(makeEdit({ a: words, b: 1, c: words }, { c: words, a: `${words}more` })?.edit).toEqual({ $set: { a: { $text: [{ $keep: 250 }, "more"] } }, $drop: ["b"], $order: ["c", "a"] });
});

test("an item taken out of the middle is skipped", () => {
  const items = ["a", "b", "c", "d"].map((one) => said(one));

  expect(makeEdit(items, items.toSpliced(1, 2))?.edit).toEqual({ $list: [{ $keep: 1 }, { $skip: 2 }, { $keep: 1 }] });
});

test.each<[string, Json | undefined, Json]>([
  ["more items kept than there are", [1], { $list: [{ $keep: 2 }] }],
  ["an edit of no item", [], { $list: [{ $set: { a: 1 } }] }],
  ["a list told by an object", {}, { $list: [] }],
  ["an unknown word", {}, { $add: 1 }],
  ["two words", [], { $list: [], $text: [] }],
  ["an order without all keys", { a: 1, b: 2 }, { $order: ["a"] }],
  ["a negative run", [1], { $list: [{ $keep: -1 }] }],
  ["a text of numbers", "a", { $text: [1] }],
])("%s does not fit", (_, base, edit) => {
  expect(applyEdit(base, edit)).toBeUndefined();
});

describe("history by reference", () => {
  test("what is resent is the same object afterwards", () => {
    const history = createHistoryRefs();
    const body = (count: number): Json => ({ messages: Array.from({ length: count }, (_, i) => said(`${i} `)) });

    history.tell("client", "e1/0", body(9));
    const told = history.tell("client", "e2/0", body(10));

    const first = history.tell("client", "e3/0", body(10));
    expect(told.like).toBe("e1/0");
    expect(first).toEqual({ value: told.value, like: "e2/0" });
    expect(first.value).toBe(told.value);
  });

  test("conversations that run at the same time are each told by their own", () => {
    const history = createHistoryRefs();
    const body = (lane: string, count: number): Json => ({ system: lane.repeat(500), messages: Array.from({ length: count }, (_, i) => said(lane + i)) });
    const lanes = ["main", "title", "agent"];

    lanes.forEach((lane, i) => history.tell("client", `e${i + 1}/0`, body(lane, 5)));
    const told = lanes.toReversed().map((lane, i) => history.tell("client", `e${i + 4}/0`, body(lane, 6)).like);

    expect(told).toEqual(["e3/0", "e2/0", "e1/0"]);
  });
});
