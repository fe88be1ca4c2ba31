import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { encodeDelta } from "../../../src/journal/delta.ts";
import { observations } from "../../../src/journal/migrations/01-observations.ts";
import { CODING, squeeze } from "../../../src/journal/pack.ts";
import { createSegmentReader } from "../../../src/journal/segments.ts";
import { align } from "../../../src/pipeline/align.ts";
import { createRooms, type Rooms } from "../../../src/pipeline/rooms.ts";

const KB = 1024;
/** Every so many bodies one is stored whole, and those behind it as changes to the one before. */
const CHAIN = 10;

/** A text that is nobody else's, but much like those before and after it. */
function bodyOf(n: number, length = 64 * KB): Buffer {
  return Buffer.from(`${n}: a line that a tool printed\n${"and one that it printed before\n".repeat(length / 31)}`).subarray(0, length);
}

/** A journal whose exchange `n` has the body `n` as its only segment. */
function journalOf(bodies: readonly Buffer[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  observations(db);
  const insert = db.prepare("insert into segment (exchange, seq, coding, base_exchange, base_seq, data, marks) values (?, 0, ?, ?, ?, ?, x'')");
  for (const [n, body] of bodies.entries()) {
    const base = n % CHAIN === 0 ? undefined : bodies[n - 1];
    if (base) insert.run(n, CODING.delta, n - 1, 0, encodeDelta(body, align(base, body)));
    else insert.run(n, CODING.zstd, null, null, squeeze(body).data);
  }
  return db;
}

/** Rooms that count what is kept in them. */
function countedRooms() {
  const rooms = createRooms();
  let kept = 0;
  const counted: Rooms = {
    ...rooms,
    take: (length) => (kept++, rooms.take(length)),
    keep: (bytes) => (kept++, rooms.keep(bytes)),
    release: (bytes) => (kept--, rooms.release(bytes)),
  };
  return { rooms: counted, kept: () => kept };
}

test("hundreds of segments are read into the same few buffers, so that none of them waits to be collected", () => {
  const bodies = Array.from({ length: 400 }, (_, n) => bodyOf(n));
  const { rooms, kept } = countedRooms();
  const { bytesAt, forget } = createSegmentReader(journalOf(bodies), rooms);

  const used = new Set<ArrayBufferLike>();
  for (const [exchange, body] of bodies.entries()) {
    const bytes = bytesAt({ exchange, seq: 0 });
    expect(bytes.equals(body)).toBe(true);
    used.add(bytes.buffer);
  }
  expect(used.size).toBeLessThan(bodies.length / 4);
  expect(kept()).toBeLessThanOrEqual(64);

  forget();
  expect(kept()).toBe(0);
});

test("whatever was read before, in whatever order, a segment is read as it was stored", () => {
  const bodies = Array.from({ length: 120 }, (_, n) => bodyOf(n, (40 + (n % 7)) * KB));
  const { bytesAt, forget } = createSegmentReader(journalOf(bodies));

  // Steps through all of them again and again, near ones and far ones in turn.
  for (let i = 0, n = 0; i < 3000; i++, n = (n + (i % 3 === 0 ? 1 : 47)) % bodies.length) {
    if (i % 500 === 499) forget();
    expect(bytesAt({ exchange: n, seq: 0 }).equals(bodies[n] ?? Buffer.alloc(0))).toBe(true);
  }
});

test("one that is larger than all that is remembered is read all the same, and again", () => {
  const bodies = [bodyOf(0, 5 * KB * KB), ...Array.from({ length: CHAIN }, (_, n) => bodyOf(n + 1))];
  const { bytesAt } = createSegmentReader(journalOf(bodies));

  for (const exchange of [0, CHAIN, 0, 1]) expect(bytesAt({ exchange, seq: 0 }).equals(bodies[exchange] ?? Buffer.alloc(0))).toBe(true);
});

test("one that is damaged keeps nothing, and the others can be read", () => {
  const bodies = Array.from({ length: CHAIN }, (_, n) => bodyOf(n));
  const db = journalOf(bodies);
  db.exec(`update segment set coding = ${CODING.zstdDelta}, data = x'00' where exchange = 5`);
  const { rooms, kept } = countedRooms();
  const { bytesAt, forget } = createSegmentReader(db, rooms);

  expect(() => bytesAt({ exchange: 6, seq: 0 })).toThrow("Unknown frame descriptor");
  expect(bytesAt({ exchange: 4, seq: 0 }).equals(bodies[4] ?? Buffer.alloc(0))).toBe(true);
  expect(() => bytesAt({ exchange: 5, seq: 0 })).toThrow("Unknown frame descriptor");
  forget();
  expect(kept()).toBe(0);
});

test("a segment that is not there is named", () => {
  expect(() => createSegmentReader(journalOf([])).bytesAt({ exchange: 7, seq: 2 })).toThrow("segment 7/2 is missing");
});
