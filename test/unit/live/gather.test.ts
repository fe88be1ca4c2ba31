import { expect, test } from "vitest";
import { createGathering } from "../../../src/live/gather.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function gathering() {
  const given: string[] = [];
  return { given, ...createGathering((whole) => given.push(Buffer.from(whole).toString())) };
}

test("pieces that come in one turn are given as one, at its end", async () => {
  const { given, add } = gathering();

  add(bytes("a"));
  add(bytes("b"));
  expect(given).toEqual([]);
  await turn();
  add(bytes("c"));
  await turn();

  expect(given).toEqual(["ab", "c"]);
});

test("a flush gives what is there at once, and nothing twice", async () => {
  const { given, add, flush } = gathering();

  add(bytes("a"));
  flush();
  flush();
  expect(given).toEqual(["a"]);
  await turn();

  expect(given).toEqual(["a"]);
});

test("a piece that is alone is passed on as it is, without a copy", async () => {
  const piece = bytes("a");
  const given: Uint8Array[] = [];
  const { add } = createGathering((whole) => given.push(whole));

  add(piece);
  await turn();

  expect(given[0]).toBe(piece);
});

test("what was expected is given before what was put off to the end of the turn after that", async () => {
  const order: string[] = [];
  const { expect: announce, add } = createGathering(() => order.push("bytes"));

  announce();
  process.nextTick(() => order.push("later"));
  add(bytes("a"));
  await turn();

  expect(order).toEqual(["bytes", "later"]);
});
