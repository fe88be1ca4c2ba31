import type { DatabaseSync } from "node:sqlite";
import { createTextRedactor } from "../pipeline/redact-text.ts";
import type { Clock } from "../platform/clock.ts";
import { journalExists, journalPath, openDatabase, unusable } from "./database.ts";
import { createDeriver, type Deriver, staleExchanges } from "./derive.ts";
import { exchangeSummary, listExchanges } from "./exchange-list.ts";
import { createExchangeReader } from "./exchange-row.ts";
import type { History } from "./history.ts";
import { interruptDead, isProcessAlive } from "./processes.ts";
import { maskedReading } from "./masked-reading.ts";
import { ownReading, type Reading } from "./reading.ts";
import { changedSessions, changedTurns, findSession, latestSessions, runningTurns, turnsOfSession } from "./session-rows.ts";
import { isPassing, reading as snapshot } from "./transaction.ts";
import { readTurn } from "./whole-turn.ts";

/** What `openHistory` needs. */
export interface HistoryOptions {
  /** Folder of the journal. It need not exist: then every answer is empty until somebody records. */
  readonly home: string;
  readonly clock: Clock;
  /** Is a process of this machine alive? Default: by signal 0. */
  readonly isAlive?: (pid: number) => boolean;
  /** How turns are read. Default: this program's providers. */
  readonly reading?: Reading;
}

const DEFAULT_LIMIT = 200;
/** How often dead processes are looked for, in milliseconds. */
const LOOK_AFTER_DEAD = 1000;
/** How many exchanges that have to be read anew are looked for at a time. */
const STALE_AT_ONCE = 64;
/** How long one question may be held up by exchanges that have to be read anew, in milliseconds. */
const DERIVE_BUDGET = 200;

/** Reads the journal in this thread, also while others write it. Its methods reject with JOURNAL_UNUSABLE. */
export function openHistory(options: HistoryOptions): History {
  const { home, clock, isAlive = isProcessAlive } = options;
  // Secrets of today's environment are not known to whoever reads later: by shape and name they are.
  const redact = createTextRedactor([]).redact;
  const reading = options.reading ?? maskedReading(ownReading, redact);
  let db: DatabaseSync | undefined;
  let lookedAt = -Infinity;

  /** Answers from one snapshot of the journal; `empty` when there is none yet. */
  async function ask<T>(empty: T, answer: (db: DatabaseSync) => T): Promise<T> {
    try {
      if (db === undefined && !journalExists(home)) return empty;
      const open = (db ??= openDatabase(home));
      bringUpToDate(open);
      return snapshot(open, () => answer(open));
    } catch (error) {
      throw unusable(journalPath(home), error);
    }
  }

  function bringUpToDate(open: DatabaseSync): void {
    const started = clock.monotonic();
    if (started - lookedAt < LOOK_AFTER_DEAD) return;
    lookedAt = started;
    try {
      interruptDead(open, clock.now(), isAlive);
      deriveStale(open, started + DERIVE_BUDGET);
    } catch (error) {
      // Somebody holds the journal for long (a vacuum), or the disk is full: what is stored can be read all the same, and this is tried again.
      if (!isPassing(error)) throw error;
    }
  }

  function deriveStale(open: DatabaseSync, deadline: number): void {
    let deriver: Deriver | undefined;
    const goOn = (): boolean => clock.monotonic() < deadline;
    while (goOn()) {
      const ids = staleExchanges(open, reading, STALE_AT_ONCE);
      if (ids.length === 0) return;
      deriver ??= createDeriver(open, reading);
      deriver.derive(ids, clock.now(), goOn);
    }
    // More is left: go on at the next question.
    lookedAt = -Infinity;
  }

  return {
    seq: () => ask(0, changeNumber),
    sessions: ({ limit = DEFAULT_LIMIT } = {}) => ask([], (open) => latestSessions(open, limit)),
    sessionCount: () => ask(0, (open) => (open.prepare("select count(*) as n from session").get() as { n: number }).n),
    session: (id) =>
      ask(undefined, (open) => {
        const session = findSession(open, id);
        return session && { session, turns: turnsOfSession(open, session.id) };
      }),
    running: () => ask([], runningTurns),
    turn: (exchangeId, index) => ask(undefined, (open) => readTurn(open, reading, exchangeId, index, redact)),
    exchange: (id) => ask(undefined, (open) => createExchangeReader(open).read(id)?.exchange),
    exchangeSummary: (id) => ask(undefined, (open) => exchangeSummary(open, id)),
    exchanges: (list = {}) => ask([], (open) => listExchanges(open, list)),
    changes: (since) =>
      ask({ seq: 0, sessions: [], turns: [] }, (open) => ({
        seq: changeNumber(open),
        sessions: changedSessions(open, since),
        turns: changedTurns(open, since),
      })),
    async close() {
      db?.close();
      db = undefined;
    },
  };
}

function changeNumber(db: DatabaseSync): number {
  return (db.prepare("select seq from change").get() as { seq: number }).seq;
}
