import type { DatabaseSync } from "node:sqlite";
import type { Message } from "../domain/exchange.ts";
import type { Place } from "./bodies.ts";
import { applyDelta } from "./delta.ts";
import { decodeMessages } from "./marks.ts";
import { CODING, unsqueeze } from "./pack.ts";

interface SegmentRow {
  readonly exchange: number;
  readonly seq: number;
  readonly coding: number;
  readonly base_exchange: number | null;
  readonly base_seq: number | null;
  readonly data: Uint8Array;
  readonly marks: Uint8Array;
}

/** Every message of an exchange, in order. Only within a read transaction: bases may be moved meanwhile. */
export function readMessages(db: DatabaseSync, exchange: number): Message[] {
  const rows = db.prepare("select * from segment where exchange = ? order by seq").all(exchange) as unknown as SegmentRow[];
  const bytesAt = createSegmentReader(db);
  return rows.flatMap((row) => decodeMessages(Buffer.from(row.marks), bytesAt({ exchange, seq: row.seq })));
}

/** Reads the bytes of segments, following each delta to its base. What was read once is kept as long as the reader. */
export function createSegmentReader(db: DatabaseSync): (place: Place) => Buffer {
  const find = db.prepare("select coding, base_exchange, base_seq, data from segment where exchange = ? and seq = ?");
  const known = new Map<string, Buffer>();
  const read = (place: Place): Buffer => {
    const key = `${place.exchange}/${place.seq}`;
    const found = known.get(key) ?? decode(find.get(place.exchange, place.seq) as SegmentRow | undefined, place, read);
    known.set(key, found);
    return found;
  };
  return read;
}

function decode(row: SegmentRow | undefined, place: Place, read: (place: Place) => Buffer): Buffer {
  if (row === undefined) throw new Error(`segment ${place.exchange}/${place.seq} is missing`);
  const plain = row.coding === CODING.zstd || row.coding === CODING.zstdDelta ? unsqueeze(row.data) : asBuffer(row.data);
  if (row.base_exchange === null || row.base_seq === null) return plain;
  return applyDelta(read({ exchange: row.base_exchange, seq: row.base_seq }), plain);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
