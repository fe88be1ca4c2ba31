import { expect, test } from "vitest";
import { createRooms } from "../../../src/pipeline/rooms.ts";

const KB = 1024;

test("a room that was released is taken again for what fits, and is nobody else's", () => {
  const rooms = createRooms();
  const first = rooms.take(200 * KB);
  rooms.release(first);

  const second = rooms.take(210 * KB);
  expect(second.buffer).toBe(first.buffer);
  expect(second).toHaveLength(210 * KB);
  expect(rooms.take(200 * KB).buffer).not.toBe(first.buffer);
});

test("what is kept stays where it is until the last who keeps it has let go", () => {
  const rooms = createRooms();
  const taken = rooms.take(200 * KB).fill("a");
  const kept = rooms.keep(taken.subarray(0, 100 * KB));
  expect(kept.buffer).toBe(taken.buffer);

  rooms.release(taken);
  rooms.take(200 * KB).fill("b");
  expect(kept).toEqual(Buffer.alloc(100 * KB, "a"));

  rooms.release(kept);
  expect(rooms.take(200 * KB).buffer).toBe(taken.buffer);
});

test("what is kept and is not from here is copied, however small it is: its owner writes on", () => {
  const rooms = createRooms();
  for (const size of [100, 200 * KB]) {
    const owned = Buffer.alloc(size, "a");
    const kept = rooms.keep(owned);
    owned.fill("b");
    expect(kept).toEqual(Buffer.alloc(size, "a"));
  }
});

test("a small one that is kept holds no more memory than it needs", () => {
  expect(createRooms().take(8 * KB).buffer.byteLength).toBe(8 * KB);
});

test("what was not taken here, or was let go of already, is not used again: it may hold something else", () => {
  const rooms = createRooms();
  const [small, other, twice] = [rooms.take(100), Buffer.alloc(200 * KB), rooms.take(200 * KB)];

  for (const one of [small, other, twice, twice]) rooms.release(one);

  const taken = [rooms.take(100 * KB), rooms.take(100 * KB)].map(({ buffer }) => buffer);
  expect(new Set(taken).size).toBe(2);
  for (const one of [small, other]) expect(taken).not.toContain(one.buffer);
});

test("one that is many times as long as what is wanted is left to what needs it", () => {
  const rooms = createRooms();
  const [small, large] = [rooms.take(60 * KB), rooms.take(1024 * KB)];
  for (const one of [small, large]) rooms.release(one);

  expect(rooms.take(60 * KB).buffer).toBe(small.buffer);
  expect(rooms.take(60 * KB).buffer).not.toBe(large.buffer);
  expect(rooms.take(1024 * KB).buffer).toBe(large.buffer);
});

test("no more than a few megabytes wait to be used again, those that were let go of last", () => {
  const rooms = createRooms();
  const taken = Array.from({ length: 8 }, () => rooms.take(1024 * KB));
  for (const one of taken) rooms.release(one);

  const again = taken.map(() => rooms.take(1024 * KB).buffer);

  expect(taken.map(({ buffer }) => again.includes(buffer))).toEqual([false, false, false, false, true, true, true, true]);
});

test("what is soon done with comes into one buffer, unless it is large", () => {
  const rooms = createRooms();
  const [first, second] = [rooms.scratch(100 * KB), rooms.scratch(90 * KB)];

  expect([first.length, second.length]).toEqual([100 * KB, 90 * KB]);
  expect(second.buffer).toBe(first.buffer);
  expect(rooms.scratch(1024 * KB).buffer).not.toBe(first.buffer);
});

test("what two bodies have in common is found again once something else has come into the memory of one", () => {
  const rooms = createRooms();
  const base = rooms.take(200 * KB).fill("a");
  const same = rooms.take(200 * KB).fill("a");
  expect(rooms.likeness(base, same).bytes).toBe(200 * KB);
  expect(rooms.likeness(base, same).bytes).toBe(200 * KB);

  rooms.release(same);
  const other = rooms.take(200 * KB).fill("b");
  expect(other.buffer).toBe(same.buffer);
  expect(rooms.likeness(base, other).bytes).toBe(0);
});

test("what is not kept is compared each time", () => {
  const rooms = createRooms();
  const base = rooms.take(200 * KB).fill("a");
  const owned = Buffer.alloc(200 * KB, "a");
  expect(rooms.likeness(base, owned).bytes).toBe(200 * KB);

  owned.fill("b");
  expect(rooms.likeness(base, owned).bytes).toBe(0);
});
