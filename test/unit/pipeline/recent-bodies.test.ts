import { expect, test } from "vitest";
import { createRecentBodies } from "../../../src/pipeline/recent-bodies.ts";
import { createRooms } from "../../../src/pipeline/rooms.ts";

const KB = 1024;

test("what is forgotten is let go of, and what takes its place is remembered", () => {
  const rooms = createRooms();
  const recent = createRecentBodies(rooms, { count: 2, bytes: 1000 * KB });
  const [first, second] = [rooms.take(100 * KB), rooms.take(100 * KB)];
  for (const bytes of [first, second]) recent.add({ bytes });

  recent.add({ bytes: Buffer.alloc(80 * KB) }, recent.all.at(-1));

  expect(recent.all.map(({ bytes }) => bytes.length)).toEqual([80 * KB, 100 * KB]);
  expect(recent.all[1]?.bytes.buffer).toBe(second.buffer);
  expect(rooms.take(100 * KB).buffer).toBe(first.buffer);
});

test("one that is too large is let go of and not remembered, and drives nobody out", () => {
  const rooms = createRooms();
  const recent = createRecentBodies(rooms, { count: 2, bytes: 100 * KB });
  const large = rooms.take(101 * KB);
  recent.add({ bytes: Buffer.alloc(80 * KB) });

  recent.add({ bytes: large }, recent.all[0]);

  expect(recent.all.map(({ bytes }) => bytes.length)).toEqual([80 * KB]);
  expect(rooms.take(101 * KB).buffer).toBe(large.buffer);
});
