import { expect, test } from "vitest";
import { createRooms } from "../../../src/pipeline/rooms.ts";

const KB = 1024;

test("a room that was given back is taken again for what fits, and is nobody else's", () => {
  const rooms = createRooms();
  const first = rooms.take(200 * KB);
  rooms.give(first);

  const second = rooms.take(210 * KB);
  expect(second.buffer).toBe(first.buffer);
  expect(second).toHaveLength(210 * KB);
  expect(rooms.take(200 * KB).buffer).not.toBe(first.buffer);
});

test("what was not taken here stays what it is: its memory may hold something else, too", () => {
  const rooms = createRooms();
  const [small, other] = [rooms.take(100), Buffer.alloc(200 * KB)];

  for (const one of [small, other]) rooms.give(one);

  expect([small.buffer, other.buffer]).not.toContain(rooms.take(100 * KB).buffer);
});
