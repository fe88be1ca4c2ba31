import fc from "fast-check";
import { expect, test } from "vitest";
import { type Message, messagesOf } from "../../../src/domain/exchange.ts";
import { LONG_TEXT, ownMessage } from "../../../src/domain/payload.ts";
import { bytesOf, decodeMessages, encodeMarks } from "../../../src/journal/marks.ts";

const payload = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.uint8Array());
const message: fc.Arbitrary<Message> = fc
  .record({
    from: fc.constantFrom("client" as const, "upstream" as const),
    at: fc.integer({ min: 0, max: 10 ** 9 }).map((tenths) => tenths / 10),
    kind: fc.constantFrom("body" as const, "event" as const, "text" as const, "binary" as const, "ping" as const, "pong" as const, "close" as const),
    payload,
    more: fc.boolean(),
  })
  .map(({ more, ...rest }) => (more ? { ...rest, more: true } : rest));

test("messages of every kind come back as they were, text and bytes, in any order of time", () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const stored = messages.map((one) => ({ message: one, bytes: bytesOf([one.payload], Buffer.alloc) }));
      const marks = encodeMarks(stored.map(({ message: one, bytes }) => ({ message: one, length: bytes.length })));

      expect(decodeMessages(marks, Buffer.concat(stored.map(({ bytes }) => bytes)))).toEqual(messages);
    }),
  );
});

test("half a surrogate pair and a byte order mark survive", () => {
  const messages: Message[] = ["\ud83d", "\ufeffa", "a\ude00b"].map((text) => ({ from: "client", at: 1, kind: "text", payload: text }));

  const bytes = messages.map((one) => bytesOf([one.payload], Buffer.alloc));
  const marks = encodeMarks(messages.map((one, i) => ({ message: one, length: bytes[i]?.length ?? 0 })));

  expect(decodeMessages(marks, Buffer.concat(bytes))).toEqual(messages);
});

test("a long text is lent out of the bytes that hold it, but for its parts", () => {
  const [whole, part] = [{ from: "client", at: 1, kind: "body", payload: "ü".repeat(LONG_TEXT / 2) }, { from: "client", at: 2, kind: "body", payload: "a".repeat(LONG_TEXT), more: true }] as const;
  const data = bytesOf([whole.payload, part.payload], Buffer.alloc);

  const [first, second] = decodeMessages(encodeMarks([whole, part].map((one) => ({ message: one, length: LONG_TEXT }))), data);

  expect((first?.payload as Buffer | undefined)?.buffer).toBe(data.buffer);
  expect([first && ownMessage(first), second]).toEqual([whole, part]);
});

test("a mark of a streamed piece takes six bytes or fewer", () => {
  const messages = Array.from({ length: 100 }, (_, i) => ({ message: { from: "upstream", at: i * 13, kind: "event", payload: "" } as const, length: 150 }));

  expect(encodeMarks(messages).length).toBeLessThanOrEqual(600);
});

test("many messages at once are marked as if they came one by one", () => {
  const run = { from: "upstream", at: 12.5, kind: "event", payload: "data: 1\n\ndata: 22\n\n", ends: [9, 19] } as const;
  const single = messagesOf(run).map((one) => ({ message: one, length: one.payload.length }));

  expect(encodeMarks([{ run }])).toEqual(encodeMarks(single));
});

test("a lent text is marked as the text that it is", () => {
  const bytes = Buffer.from("größer");
  const marks = encodeMarks([{ message: { from: "client", at: 1, kind: "body", payload: bytes, lent: true }, length: bytes.length }]);

  expect(decodeMessages(marks, bytes)).toEqual([{ from: "client", at: 1, kind: "body", payload: "größer" }]);
});
