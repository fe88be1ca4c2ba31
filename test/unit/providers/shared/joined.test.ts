import { expect, test } from "vitest";
import type { Message, Payload } from "../../../../src/domain/exchange.ts";
import { createJoiner } from "../../../../src/providers/shared/joined.ts";

const part = (payload: Payload, more?: true): Message => ({ from: "client", at: 0, kind: "body", payload, ...(more && { more }) });

test("parts are held until the last one", () => {
  const join = createJoiner();

  expect(join(part("a", true))).toBeUndefined();
  expect(join(part("b"))).toEqual({ text: "ab" });
  expect(join(part("c"))).toEqual({ text: "c" });
});

test("parts of the two sides do not mix", () => {
  const join = createJoiner();
  join(part("a", true));

  expect(join({ ...part("x"), from: "upstream" })).toEqual({ text: "x" });
  expect(join(part("b"))).toEqual({ text: "ab" });
});

test("a byte order mark is no part of the text", () => {
  expect(createJoiner()(part("\uFEFF{}"))).toEqual({ text: "{}" });
});

test("a long ask that is lent stays bytes, and an answer is read as text", () => {
  const bytes = Buffer.from("{}");

  expect(createJoiner()({ ...part(bytes), lent: true })).toEqual({ bytes });
  expect(createJoiner()({ ...part(bytes), from: "upstream", lent: true })).toEqual({ text: "{}" });
});

test("a last part that is lent is joined as the text that it is", () => {
  const join = createJoiner();
  join(part("\ud83d", true));

  expect(join({ ...part(Buffer.from("ü")), lent: true })).toEqual({ text: "\ud83dü" });
});

test("a last part that is lent counts by its characters", () => {
  const join = createJoiner();
  join(part("x".repeat(31_000_000), true));

  expect(join({ ...part(Buffer.from("é".repeat(1_500_000))), lent: true })).toHaveProperty("text.length", 32_500_000);
});

test("bytes that are no text are a problem", () => {
  expect(createJoiner()(part(Uint8Array.of(0xff)))).toEqual({ problem: "A message is not text." });
});

test("a message that is too long is a problem, and the next one is read", () => {
  const join = createJoiner();
  const half = "x".repeat(40 * 1024 * 1024);
  join(part(half, true));

  expect(join(part(half))).toEqual({ problem: "A message of 83886080 characters is too long to be read." });
  expect(join(part("a"))).toEqual({ text: "a" });
});
