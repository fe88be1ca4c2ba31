import type { DatabaseSync } from "node:sqlite";
import { type FromExchangesParts, cassetteFrom } from "../cassette/from-exchanges.ts";
import type { Cassette } from "../cassette/cassette.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { Redacted } from "../domain/redacted.ts";
import type { SessionSummary } from "../domain/session.ts";
import { openDatabase } from "../journal/database.ts";
import { createExchangeReader, processOf } from "../journal/exchange-row.ts";
import type { History } from "../journal/history.ts";

const ALL = Number.MAX_SAFE_INTEGER;
/** Side requests, such as a list of models, come up to so many milliseconds before a session's first turn. */
const BEFORE_SESSION = 60_000;

/** The ids of everything that passed in one run, oldest first. */
export async function exchangesOfRun(history: History, process: string): Promise<readonly string[]> {
  const all = await history.exchanges({ process, limit: ALL });
  return all.map(({ id }) => id).toReversed();
}

/** The ids of a session's exchanges, with the side requests that the same run made meanwhile, oldest first. */
export async function exchangesOfSession(history: History, home: string, { id, startedAt, lastAt }: SessionSummary): Promise<readonly string[]> {
  const turns = (await history.exchanges({ session: id, limit: ALL })).map((one) => one.id);
  const processes = new Set(withJournal(home, (db) => turns.flatMap((one) => processOf(db, one) ?? [])));
  const all = await Promise.all([...processes].map((process) => history.exchanges({ process, limit: ALL })));
  const sides = all.flat().filter((one) => one.turns === 0 && one.startedAt >= startedAt - BEFORE_SESSION && one.startedAt <= lastAt);
  return [...new Set([...turns, ...sides.map((one) => one.id)])].toSorted();
}

/** A cassette of these exchanges of the journal. They are read one by one: a long session need not be in memory at once. */
export function cassetteOf(home: string, ids: readonly string[], parts: FromExchangesParts): Cassette {
  return withJournal(home, (db) => cassetteFrom(stored(db, ids), parts));
}

/** What the journal holds went through redaction before it was written. */
function* stored(db: DatabaseSync, ids: readonly string[]): Generator<Redacted<Exchange>, void> {
  const exchanges = createExchangeReader(db);
  for (const id of ids) {
    const found = exchanges.read(id);
    if (found) yield found.exchange as Redacted<Exchange>;
  }
}

function withJournal<T>(home: string, work: (db: DatabaseSync) => T): T {
  const db = openDatabase(home);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
