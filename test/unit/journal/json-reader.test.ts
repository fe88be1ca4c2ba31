import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../../src/domain/json.ts";
import { createJsonReader } from "../../../src/journal/json-reader.ts";

/** Long enough to be read piece by piece. */
const FILL = "what was said before ".repeat(2000);

test("whatever comes after whatever, it is read as it would be by itself", () => {
  const read = createJsonReader();
  const value = fc.jsonValue({ maxDepth: 3 });
  const ask = fc.record({ system: fc.constantFrom(FILL, [FILL], [FILL, "b"]), messages: fc.array(value), "": value, __proto__: value });

  fc.assert(
    fc.property(ask, fc.nat(2), (one, indent) => {
      const text = JSON.stringify(one, undefined, indent);
      expect(read(text)).toEqual(parseJson(text));
    }),
  );
});

test("the bytes of a text are read like the text, and whoever lent them may write to them afterwards", () => {
  const read = createJsonReader();
  const asks = ["one", "two", "drei ü 😀"].map((_, i, all) => JSON.stringify({ system: `\uFFFD${FILL}`, messages: all.slice(0, i + 1), "schlüssel": FILL }));

  for (const text of asks) {
    const lent = Buffer.from(text);
    expect(read(lent)).toEqual(parseJson(text));
    lent.fill("x");
  }
  expect(read(Buffer.from(asks.at(-1)?.slice(0, -1) ?? ""))).toBeUndefined();
  expect(read(Buffer.from(`\uFEFF${asks[0] ?? ""}`))).toEqual(parseJson(asks[0] ?? ""));
});

test("half a surrogate pair in a text stays what it is", () => {
  const text = JSON.stringify({ system: FILL, messages: ["x"] }).replace('"x"', '"\ud83d"');

  expect(createJsonReader()(text)).toEqual({ system: FILL, messages: ["\ud83d"] });
});

test("what is no JSON is not read, wherever it breaks, and does not spoil what comes after it", () => {
  const read = createJsonReader();
  const text = JSON.stringify({ messages: [FILL, { a: [1, "two"] }], model: "m" });
  const broken = [text.slice(0, -1), text.replace("1", "01"), text.replace(',"two"', ","), `${text}}`, text.replace('"model":', '"model"'), text.replace('"m"', "m")];

  for (const one of broken) expect(read(one)).toBeUndefined();
  expect(read(text)).toEqual(parseJson(text));
  for (const one of broken) expect(read(one)).toBeUndefined();
  expect(read(text)).toEqual(parseJson(text));
});

test("what an ask repeats comes as the same values", () => {
  const read = createJsonReader();
  const said = [{ role: "user", content: FILL }, { role: "assistant", content: "yes" }];

  const first = read(JSON.stringify({ messages: said })) as { messages: readonly object[] };
  const second = read(JSON.stringify({ messages: [...said, { role: "user", content: "go on" }] })) as { messages: readonly object[] };

  expect(second.messages[0]).toBe(first.messages[0]);
  expect(second.messages).toHaveLength(3);
});
