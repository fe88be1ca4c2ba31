import type { Clock } from "../platform/clock.ts";

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
export function journalStats(options: { readonly home: string }): JournalStats {
  throw new Error(options.home);
}

/**
 * Deletes exchanges that started more than `days` days ago, in small transactions, so that others can write
 * between them. Resolves to the number of exchanges deleted. Throws JOURNAL_UNUSABLE.
 */
export async function pruneJournal(options: { readonly home: string; readonly days: number; readonly clock: Clock }): Promise<number> {
  throw new Error(options.home);
}

/** Gives free space back to the file system; waits for other writers. Returns the bytes freed. Throws JOURNAL_UNUSABLE. */
export function vacuumJournal(options: { readonly home: string }): number {
  throw new Error(options.home);
}
