import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { encodeDelta } from "../../../src/journal/delta.ts";
import { observations } from "../../../src/journal/migrations/01-observations.ts";
import { CODING, squeeze } from "../../../src/journal/pack.ts";
import { createSegmentReader } from "../../../src/journal/segments.ts";
import { align } from "../../../src/pipeline/align.ts";

const KB = 1024;

/** A text that is nobody else's, and packs well. */
function bodyOf(n: number, length = 64 * KB): Buffer {
  return Buffer.from(`${n}: a line that a tool printed\n`.repeat(length / 16)).subarray(0, length);
}

/** A journal whose exchange `n` has the body `n` as its only segment. */
function journalOf(bodies: readonly Buffer[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  observations(db);
  const insert = db.prepare("insert into segment (exchange, seq, coding, data, marks) values (?, 0, ?, ?, x'')");
  for (const [n, body] of bodies.entries()) insert.run(n, CODING.zstd, squeeze(body).data);
  return db;
}

test("hundreds of segments are read into the same few buffers, so that none of them waits to be collected", () => {
  const bodies = Array.from({ length: 300 }, (_, n) => bodyOf(n));
  const bytesAt = createSegmentReader(journalOf(bodies));

  const used = new Set<ArrayBufferLike>();
  for (const [exchange, body] of bodies.entries()) {
    const bytes = bytesAt({ exchange, seq: 0 });
    expect(bytes.equals(body)).toBe(true);
    used.add(bytes.buffer);
  }
  expect(used.size).toBeLessThan(bodies.length / 3);
});

test("a segment that was read stays what it was until the next one is asked for, also when it is a base", () => {
  const base = bodyOf(0);
  const changed = Buffer.concat([base, Buffer.from("and what was said then")]);
  const db = journalOf([base]);
  db.prepare("insert into segment (exchange, seq, coding, base_exchange, base_seq, data, marks) values (1, 0, ?, 0, 0, ?, x'')").run(CODING.delta, encodeDelta(changed, align(base, changed)));

  const cold = createSegmentReader(db);
  expect(cold({ exchange: 1, seq: 0 }).equals(changed)).toBe(true);
  expect(cold({ exchange: 0, seq: 0 }).equals(base)).toBe(true);

  const warm = createSegmentReader(db);
  expect(warm({ exchange: 0, seq: 0 }).equals(base)).toBe(true);
  expect(warm({ exchange: 1, seq: 0 }).equals(changed)).toBe(true);
  expect(warm({ exchange: 0, seq: 0 }).equals(base)).toBe(true);
});

test("one that is larger than all that is remembered is read all the same, and again", () => {
  const large = bodyOf(0, 5 * 1024 * KB);
  const bytesAt = createSegmentReader(journalOf([large, bodyOf(1)]));

  for (const exchange of [0, 1, 0]) expect(bytesAt({ exchange, seq: 0 }).equals(exchange === 0 ? large : bodyOf(1))).toBe(true);
});

test("a segment that is not there is named", () => {
  expect(() => createSegmentReader(journalOf([]))({ exchange: 7, seq: 2 })).toThrow("segment 7/2 is missing");
});
