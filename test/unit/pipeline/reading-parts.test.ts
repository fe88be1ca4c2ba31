import { expect, test } from "vitest";
import { createParts, PART_BYTES } from "../../../src/pipeline/reading-parts.ts";
import { createRooms, type Rooms } from "../../../src/pipeline/rooms.ts";

const KB = 1024;
const PIECE = 64 * KB;

/** Sizes of the large buffers that a message of so many pieces was put together in. */
function buffersFor(pieces: number, expected: number): { readonly sizes: number[]; readonly given: number } {
  const sizes: number[] = [];
  let given = 0;
  const rooms: Rooms = { ...createRooms(), take: (length) => (sizes.push(length), Buffer.alloc(length)) };
  const parts = createParts(rooms, ({ length }) => (given += length), expected);
  for (let n = 0; n < pieces; n += 1) parts.add(new Uint8Array(PIECE).fill(0x61), 0);
  parts.end();
  return { sizes, given };
}

test("a message that says how long it is gets a buffer of that length, once", () => {
  expect(buffersFor(32, 32 * PIECE)).toEqual({ sizes: [32 * PIECE], given: 32 * PIECE });
});

test("one that does not, or that is longer than it said, gets ever larger ones", () => {
  expect(buffersFor(8, 0).sizes).toEqual([2, 4, 8].map((n) => n * PIECE));
  expect(buffersFor(8, 3 * PIECE)).toEqual({ sizes: [3, 6, 12].map((n) => n * PIECE), given: 8 * PIECE });
});

test("one that says it is endless gets no more than a part's worth", () => {
  expect(buffersFor(2, Number.MAX_SAFE_INTEGER).sizes).toEqual([PART_BYTES]);
  expect(buffersFor(1, Number.MAX_SAFE_INTEGER).sizes).toEqual([]);
});
