import type { DatabaseSync } from "node:sqlite";

/** Runs `work` as one write transaction: all of it is stored or nothing. Waits for other writers as long as the connection's time-out. */
export function writing<T>(db: DatabaseSync, work: () => T): T {
  return transaction(db, "begin immediate", work);
}

/** Runs `work` on one snapshot, whatever others write meanwhile. Within another transaction it is part of that. */
export function reading<T>(db: DatabaseSync, work: () => T): T {
  return db.isTransaction ? work() : transaction(db, "begin", work);
}

/** True when the database was only locked by somebody else, so that trying again will do. */
export function isBusy(error: unknown): boolean {
  // SQLITE_BUSY and SQLITE_LOCKED.
  return isFailure(error, [5, 6], /^database (?:table |schema )?is locked/);
}

/** True when the database cannot be used just now, so that trying again later may do: also when the disk is full or fails. */
export function isPassing(error: unknown): boolean {
  // SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR and SQLITE_FULL.
  return isBusy(error) || isFailure(error, [7, 8, 10, 13], /^(?:database or disk is full|disk I\/O error|attempt to write a readonly database|out of memory)/);
}

function isFailure(error: unknown, codes: readonly number[], words: RegExp): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode } = error as { readonly errcode?: number };
  // Deno gives no code where `exec` fails, only SQLite's own words; extended codes add higher bits.
  return errcode === undefined ? words.test(error.message) : codes.includes(errcode & 0xff);
}

/** Counts the change number up and returns it. Only within a write transaction, so numbers follow the order of commits. */
export function nextChange(db: DatabaseSync): number {
  return createChangeCounter(db)();
}

/** `nextChange` for who needs it often. */
export function createChangeCounter(db: DatabaseSync): () => number {
  const count = db.prepare("update change set seq = seq + 1 returning seq");
  return () => (count.get() as { seq: number }).seq;
}

function transaction<T>(db: DatabaseSync, begin: string, work: () => T): T {
  db.exec(begin);
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (error) {
    // SQLite has already rolled back after some errors, such as a full disk.
    if (db.isTransaction) db.exec("rollback");
    throw error;
  }
}
