import type { DatabaseSync } from "node:sqlite";
import type { Message } from "../domain/exchange.ts";
import type { Place } from "./bodies.ts";
import { createRooms, type Rooms } from "../pipeline/rooms.ts";
import { applyDelta } from "./delta.ts";
import { decodeMessages } from "./marks.ts";
import { CODING, unsqueeze } from "./pack.ts";

interface SegmentRow {
  readonly coding: number;
  readonly base_exchange: number | null;
  readonly base_seq: number | null;
  readonly data: Uint8Array;
}

/** Gives the bytes of a segment, which are good until the next call. Throws when they are damaged. */
export type SegmentReader = (place: Place) => Buffer;

/** Most bytes and segments that a reader keeps of what it has read. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_SEGMENTS = 32;

/** Every message of an exchange, in order, decoded as they are taken: what is lent is good until the next. Only within a read transaction: bases may be moved meanwhile. */
export function* readMessages(db: DatabaseSync, exchange: number, bytesAt: SegmentReader = createSegmentReader(db)): Generator<Message> {
  const rows = db.prepare("select seq, marks from segment where exchange = ? order by seq").all(exchange) as unknown as { seq: number; marks: Uint8Array }[];
  for (const { seq, marks } of rows) yield* decodeMessages(Buffer.from(marks), bytesAt({ exchange, seq }));
}

/** Reads segments, following deltas to their bases. What was read last is kept in `rooms`, since the next is often a delta to it. */
export function createSegmentReader(db: DatabaseSync, rooms: Rooms = createRooms()): SegmentReader {
  const find = db.prepare("select coding, base_exchange, base_seq, data from segment where exchange = ? and seq = ?");
  const known = createRecent(rooms);

  const rowAt = ({ exchange, seq }: Place): SegmentRow => {
    const row = find.get(exchange, seq) as SegmentRow | undefined;
    if (row === undefined) throw new Error(`segment ${exchange}/${seq} is missing`);
    return row;
  };

  const read = (place: Place): Buffer => {
    const deltas: SegmentRow[] = [];
    for (let at = place; ; ) {
      const found = known.get(at);
      if (found !== undefined) return applyAll(rooms, found, deltas.toReversed());
      const row = rowAt(at);
      const base = baseOf(row);
      if (base === undefined) return applyAll(rooms, plainOf(row), deltas.toReversed());
      deltas.push(row);
      at = base;
    }
  };

  return (place) => {
    const bytes = read(place);
    known.keep(place, bytes);
    return bytes;
  };
}

/** Two buffers do for all that lies between the first body and the last, however long the chain is. */
function applyAll(rooms: Rooms, first: Buffer, deltas: readonly SegmentRow[]): Buffer {
  return deltas.reduce((base, row) => {
    const bytes = applyDelta(base, plainOf(row), rooms.take);
    if (base !== first) rooms.release(base);
    return bytes;
  }, first);
}

function baseOf({ base_exchange: exchange, base_seq: seq }: SegmentRow): Place | undefined {
  return exchange === null || seq === null ? undefined : { exchange, seq };
}

function plainOf({ coding, data }: SegmentRow): Buffer {
  if (coding === CODING.zstd || coding === CODING.zstdDelta) return unsqueeze(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Bytes by place; the oldest are forgotten. */
function createRecent(rooms: Rooms): { get(place: Place): Buffer | undefined; keep(place: Place, bytes: Buffer): void } {
  const kept = new Map<string, Buffer>();
  let size = 0;
  return {
    get: ({ exchange, seq }) => kept.get(`${exchange}/${seq}`),
    keep({ exchange, seq }, bytes) {
      const key = `${exchange}/${seq}`;
      // One that is not kept belongs to whoever asked for it, and is collected.
      if (bytes.length > MOST_BYTES || kept.has(key)) return;
      kept.set(key, bytes);
      size += bytes.length;
      for (const [oldest, one] of kept) {
        if (size <= MOST_BYTES && kept.size <= MOST_SEGMENTS) break;
        kept.delete(oldest);
        size -= one.length;
        rooms.release(one);
      }
    },
  };
}
