import type { DatabaseSync } from "node:sqlite";
import type { Message } from "../domain/exchange.ts";
import { createRecentBodies } from "../pipeline/recent-bodies.ts";
import { createRooms, type Rooms } from "../pipeline/rooms.ts";
import type { Place } from "./bodies.ts";
import { applyDelta } from "./delta.ts";
import { decodeMessages } from "./marks.ts";
import { CODING, unsqueeze } from "./pack.ts";

interface SegmentRow {
  readonly coding: number;
  readonly base_exchange: number | null;
  readonly base_seq: number | null;
  readonly data: Uint8Array;
}

/** Reads segments, and keeps the last ones for those that are deltas to them. */
export interface SegmentReader {
  /** The bytes of a segment, which are good until the next call. Throws when they are damaged. */
  bytesAt(place: Place): Buffer;
  /** Lets go of what is kept. */
  forget(): void;
}

/** Most segments and bytes that a reader keeps of what it has read. */
const MOST = { count: 32, bytes: 4 * 1024 * 1024 };

export interface MessageReader {
  /** Every message of the exchange of a row, in order, decoded as they are taken: what is lent is good until the next. Only within a read transaction: bases may be moved meanwhile. */
  messagesOf(exchange: number): Generator<Message>;
  /** Lets go of what is kept for what is read next. */
  forget(): void;
}

/** `rooms`: where bodies are while they are read. */
export function createMessageReader(db: DatabaseSync, rooms?: Rooms): MessageReader {
  const find = db.prepare("select seq, marks from segment where exchange = ? order by seq");
  const { bytesAt, forget } = createSegmentReader(db, rooms);

  function* messagesOf(exchange: number): Generator<Message> {
    const rows = find.all(exchange) as unknown as { seq: number; marks: Uint8Array }[];
    for (const { seq, marks } of rows) yield* decodeMessages(Buffer.from(marks), bytesAt({ exchange, seq }));
  }

  return { messagesOf, forget };
}

/**
 * Reads segments, following deltas to their bases. What was read last is kept in `rooms`, since the next is often a delta to it: in
 * the buffers that it was unpacked into, it would be old when it is forgotten, and all of memory looked through for it.
 */
export function createSegmentReader(db: DatabaseSync, rooms: Rooms = createRooms()): SegmentReader {
  const find = db.prepare("select coding, base_exchange, base_seq, data from segment where exchange = ? and seq = ?");
  const recent = createRecentBodies<{ readonly place: Place; readonly bytes: Buffer }>(rooms, MOST);
  const knownAt = ({ exchange, seq }: Place): Buffer | undefined => recent.all.find(({ place }) => place.exchange === exchange && place.seq === seq)?.bytes;

  const rowAt = ({ exchange, seq }: Place): SegmentRow => {
    const row = find.get(exchange, seq) as SegmentRow | undefined;
    if (row === undefined) throw new Error(`segment ${exchange}/${seq} is missing`);
    return row;
  };

  const read = (place: Place): Buffer => {
    const deltas: SegmentRow[] = [];
    for (let at = place; ; ) {
      const found = knownAt(at);
      if (found !== undefined) return applyAll(rooms, rooms.keep(found), deltas.toReversed());
      const row = rowAt(at);
      const base = baseOf(row);
      if (base === undefined) return applyAll(rooms, kept(rooms, plainOf(row)), deltas.toReversed());
      deltas.push(row);
      at = base;
    }
  };

  return {
    bytesAt(place) {
      const known = knownAt(place);
      if (known !== undefined) return known;
      const bytes = read(place);
      if (bytes.length <= MOST.bytes) recent.add({ place, bytes });
      return bytes;
    },
    forget: recent.clear,
  };
}

/** One that is too large belongs to whoever asked for it, and is collected. */
function kept(rooms: Rooms, bytes: Buffer): Buffer {
  return bytes.length <= MOST.bytes ? rooms.keep(bytes) : bytes;
}

/** Takes over the first body, which is kept. Two buffers do for all that lies between it and the last, however long the chain is. */
function applyAll(rooms: Rooms, first: Buffer, deltas: readonly SegmentRow[]): Buffer {
  let bytes = first;
  for (const row of deltas) {
    const base = bytes;
    try {
      bytes = applyDelta(base, plainOf(row), rooms.take);
    } finally {
      rooms.release(base);
    }
  }
  return bytes;
}

function baseOf({ base_exchange: exchange, base_seq: seq }: SegmentRow): Place | undefined {
  return exchange === null || seq === null ? undefined : { exchange, seq };
}

function plainOf({ coding, data }: SegmentRow): Buffer {
  if (coding === CODING.zstd || coding === CODING.zstdDelta) return unsqueeze(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
