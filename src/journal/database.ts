import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CcxrayError } from "../domain/errors.ts";
import { ensurePrivateFile, ensurePrivateFolder } from "../platform/files.ts";
import { migrate } from "./schema.ts";
import { isBusy } from "./transaction.ts";

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT = 5000;
const WAL_ATTEMPTS = 20;

/** Where the journal of a home folder is. */
export function journalPath(home: string): string {
  return join(home, "journal.db");
}

/** Has anything ever been recorded in this home folder? */
export function journalExists(home: string): boolean {
  return existsSync(journalPath(home));
}

/** Opens the journal, makes it when it is not there, and brings it up to date. Throws JOURNAL_UNUSABLE. */
export function openDatabase(home: string): DatabaseSync {
  const path = journalPath(home);
  return orUnusable(home, () => {
    ensurePrivateFolder(home);
    // Made before SQLite does, so that nobody else may ever read it; its -wal and -shm take over the mode.
    ensurePrivateFile(path);
    return prepared(new DatabaseSync(path), path);
  });
}

/** Opens the journal for one piece of work and closes it after. Throws JOURNAL_UNUSABLE. */
export function withDatabase<T>(home: string, work: (db: DatabaseSync) => T): T {
  const db = openDatabase(home);
  try {
    return orUnusable(home, () => work(db));
  } finally {
    db.close();
  }
}

/** Failures of `work` in the shape users see. */
function orUnusable<T>(home: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unusable(journalPath(home), error);
  }
}

/** Any failure of the database in the shape users see. */
export function unusable(path: string, cause: unknown): CcxrayError {
  if (cause instanceof CcxrayError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CcxrayError("JOURNAL_UNUSABLE", `the journal ${path} cannot be used: ${reason}`, {
    hint: "Check the folder's permissions and free space, or use another folder with --home.",
    cause,
  });
}

function prepared(db: DatabaseSync, path: string): DatabaseSync {
  try {
    db.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
    useWriteAheadLog(db);
    // With WAL a crash of the process loses nothing that was committed; a power cut at most the last moments.
    db.exec("pragma synchronous = normal");
    migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The switch to WAL does not wait for others by itself; an empty write transaction does. */
function useWriteAheadLog(db: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      db.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === WAL_ATTEMPTS) throw error;
      db.exec("begin immediate; commit");
    }
  }
}
