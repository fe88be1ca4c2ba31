import { setImmediate } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import { packWhole } from "./bodies.ts";
import { createSegmentReader } from "./segments.ts";
import { nextChange, writing } from "./transaction.ts";

/** Exchanges deleted in one transaction. */
const BATCH = 25;

/**
 * Deletes exchanges that ended and had started before `before` (Unix milliseconds), in small transactions, so that this thread
 * and other writers can work between them. Resolves to the number deleted. Ends early when the database is closed meanwhile.
 */
export async function pruneDatabase(db: DatabaseSync, before: number): Promise<number> {
  let deleted = 0;
  while (db.isOpen) {
    const batch = pruneBatch(db, before);
    deleted += batch;
    if (batch < BATCH) break;
    await setImmediate();
  }
  if (db.isOpen) pruneProcesses(db, before);
  return deleted;
}

/** Newest first: deltas lean on what is older, so hardly any base is deleted before what leans on it. */
function pruneBatch(db: DatabaseSync, before: number): number {
  return writing(db, () => {
    const rows = db
      .prepare("select row from exchange where started_at < ? and state <> 'running' order by row desc limit ?")
      .all(before, BATCH)
      .map(({ row }) => Number(row));
    if (rows.length > 0) nextChange(db);
    for (const row of rows) releaseDependants(db, row, new Set(rows));
    for (const row of rows) remove(db, row);
    return rows.length;
  });
}

/** Segments of other exchanges that are deltas to this one's become key frames. */
function releaseDependants(db: DatabaseSync, row: number, doomed: ReadonlySet<number>): void {
  const dependants = db.prepare("select exchange, seq from segment where base_exchange = ? and exchange <> ?").all(row, row) as unknown as {
    exchange: number;
    seq: number;
  }[];
  const { bytesAt } = createSegmentReader(db);
  for (const place of dependants.filter(({ exchange }) => !doomed.has(exchange))) {
    const { coding, data } = packWhole(bytesAt(place));
    db.prepare("update segment set coding = ?, base_exchange = null, base_seq = null, data = ? where exchange = ? and seq = ?").run(
      coding,
      data,
      place.exchange,
      place.seq,
    );
  }
}

function remove(db: DatabaseSync, row: number): void {
  const sessions = db.prepare("select distinct session from turn where exchange = ?").all(row) as unknown as { session: string }[];
  db.prepare("delete from turn where exchange = ?").run(row);
  db.prepare("delete from segment where exchange = ?").run(row);
  db.prepare("delete from exchange where row = ?").run(row);
  const restart = db.prepare("update session set started_at = (select min(started_at) from turn where session = ?1) where id = ?1");
  for (const { session } of sessions) restart.run({ 1: session });
}

function pruneProcesses(db: DatabaseSync, before: number): void {
  db.prepare("delete from process where ended_at < ? and not exists (select 1 from exchange where process = process.id)").run(before);
}
