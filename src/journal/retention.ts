import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../platform/clock.ts";
import { journalExists, journalPath, openDatabase, unusable, withDatabase } from "./database.ts";
import { pruneDatabase } from "./prune.ts";

const DAY = 24 * 60 * 60 * 1000;

/** What the journal holds and what it weighs. */
export interface JournalStats {
  /** Absolute path of the database. */
  readonly path: string;
  /** Size on disk in bytes, with the write-ahead log. */
  readonly bytes: number;
  /** Bytes within the file that hold nothing; `vacuum` gives them back. */
  readonly freeBytes: number;
  readonly exchanges: number;
  readonly turns: number;
  readonly sessions: number;
  /** Unix time in milliseconds of the oldest exchange. Absent when there is none. */
  readonly oldestAt?: number;
  /** Bytes that passed on the wire, both sides, before they were packed. */
  readonly wireBytes: number;
  readonly providers: readonly { readonly provider: string; readonly exchanges: number; readonly wireBytes: number; readonly storedBytes: number }[];
}

/** Sizes and counts of the journal in `home`; all zero when there is none yet. Throws JOURNAL_UNUSABLE. */
export function journalStats({ home }: { readonly home: string }): JournalStats {
  const path = journalPath(home);
  if (!journalExists(home)) {
    return { path, bytes: 0, freeBytes: 0, exchanges: 0, turns: 0, sessions: 0, wireBytes: 0, providers: [] };
  }
  return withDatabase(home, (db) => statsOf(db, path));
}

/**
 * Deletes exchanges that started more than `days` days ago; one that is running stays. Resolves to the number of
 * exchanges deleted. Rejects with JOURNAL_UNUSABLE.
 */
export async function pruneJournal(options: { readonly home: string; readonly days: number; readonly clock: Clock }): Promise<number> {
  const { home, days, clock } = options;
  if (!journalExists(home)) return 0;
  const db = openDatabase(home);
  try {
    return await pruneDatabase(db, oldestKept(days, clock));
  } catch (error) {
    throw unusable(journalPath(home), error);
  } finally {
    db.close();
  }
}

/** The Unix time in milliseconds before which exchanges are too old. */
export function oldestKept(days: number, clock: Clock): number {
  return clock.now() - days * DAY;
}

/** Gives free space back to the file system; waits for other writers. Returns the bytes freed. Throws JOURNAL_UNUSABLE. */
export function vacuumJournal({ home }: { readonly home: string }): number {
  if (!journalExists(home)) return 0;
  return withDatabase(home, (db) => {
    const before = sizeOnDisk(journalPath(home));
    db.exec("vacuum");
    db.exec("pragma wal_checkpoint(truncate)");
    return Math.max(0, before - sizeOnDisk(journalPath(home)));
  });
}

function statsOf(db: DatabaseSync, path: string): JournalStats {
  const number = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
  const providers = providersOf(db);
  const exchanges = providers.reduce((sum, one) => sum + one.exchanges, 0);
  return {
    path,
    bytes: sizeOnDisk(path),
    freeBytes: number("pragma freelist_count") * number("pragma page_size"),
    exchanges,
    turns: number("select count(*) from turn"),
    sessions: number("select count(*) from session"),
    ...(exchanges > 0 && { oldestAt: number("select min(started_at) from exchange") }),
    wireBytes: providers.reduce((sum, one) => sum + one.wireBytes, 0),
    providers,
  };
}

function providersOf(db: DatabaseSync): JournalStats["providers"] {
  return db
    .prepare(
      `select e.provider, count(*) as exchanges, sum(e.bytes_client + e.bytes_upstream) as wireBytes,
         sum((select coalesce(sum(length(data) + length(marks)), 0) from segment where exchange = e.row)) as storedBytes
       from exchange e group by e.provider order by exchanges desc`,
    )
    .all() as unknown as JournalStats["providers"];
}

function sizeOnDisk(path: string): number {
  return [path, `${path}-wal`].reduce((sum, one) => sum + (statSync(one, { throwIfNoEntry: false })?.size ?? 0), 0);
}
