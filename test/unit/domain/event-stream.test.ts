import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEventBoundaries, looksLikeEvents } from "../../../src/domain/event-stream.ts";

const encoder = new TextEncoder();

/** The events of a stream that comes in pieces of so many bytes, and what is left. */
function eventsOf(stream: string, size: number): string[] {
  const bytes = encoder.encode(stream);
  const boundaries = createEventBoundaries();
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at += size) ends.push(...boundaries.push(bytes.subarray(at, at + size)).map((end) => at + end));
  if (boundaries.settle()) ends.push(bytes.length);
  const all = [...ends, bytes.length].map((end, i) => new TextDecoder().decode(bytes.subarray(ends[i - 1] ?? 0, end)));
  return all.at(-1) === "" ? all.slice(0, -1) : all;
}

test.each([
  ["LF", ["event: a\ndata: 1\n\n", "data: 2\n\n", "data: cut"]],
  ["CRLF", ["event: a\r\ndata: 1\r\n\r\n", ": ping\r\n\r\n", "data: cut\r\n"]],
  ["CR", ["event: a\rdata: 1\r\r", "data: 2\r\r", "data"]],
  ["mixed line ends", ["data: 1\n\r\n", "data: 2\r\n\n", "data: 3\r\n\r", "data: 4\n\r", "data: 5\r\r\n"]],
  ["blank lines before an event", ["\n\n\r\ndata: 1\n\n", "\ndata: 2\n\n", "\n"]],
  ["letters of several bytes", ["data: é😀\n\n", "data: 日本\r\n\r\n"]],
  ["nothing but blank lines", ["\n\r\n\r"]],
])("%s: events come out whole however the stream is cut", (_, events) => {
  const stream = events.join("");

  for (let size = 1; size <= stream.length + 1; size++) expect(eventsOf(stream, size), `cut every ${size}`).toEqual(events);
});

test("an event that ends in CR is over when nothing follows for a while", () => {
  const boundaries = createEventBoundaries();

  expect(boundaries.push(encoder.encode("data: 1\r\r"))).toEqual([]);
  expect(boundaries.settle()).toBe(true);
  expect(boundaries.settle()).toBe(false);
  expect(boundaries.push(encoder.encode("data: 2\n\n"))).toEqual([9]);
});

describe("a body without a content type", () => {
  const look = (text: string): boolean | undefined => looksLikeEvents(encoder.encode(text));

  test.each(["event: a", "data:x", "id:", "retry: 1", ": ping", "\ufeffdata: 1", "\r\n\ndata: 1"])("is a stream when it begins with %j", (text) => {
    expect(look(text)).toBe(true);
  });

  test.each(["{", "[1]", "<html>", "dates: 1", "eventual", "idle", "\n".repeat(16)])("is none when it begins with %j", (text) => {
    expect(look(text)).toBe(false);
  });

  test.each(["", "d", "even", "event", "\n", "id"])("cannot be told after %j", (text) => {
    expect(look(text)).toBeUndefined();
  });
});

test("bytes that come with their text are cut just as without it", () => {
  const streams = fc.array(fc.string({ unit: fc.constantFrom("a", ":", "\n", "\n", "\r"), maxLength: 12 }), { maxLength: 8 });

  fc.assert(
    fc.property(streams, (pieces) => {
      const [plain, quick] = [createEventBoundaries(), createEventBoundaries()];
      for (const piece of pieces) {
        const bytes = new TextEncoder().encode(piece);
        expect(quick.push(bytes, piece)).toEqual(plain.push(bytes));
      }
      expect(quick.settle()).toBe(plain.settle());
    }),
    { numRuns: 2000 },
  );
});
