import type { DatabaseSync } from "node:sqlite";
import type { ReadJson } from "../domain/json.ts";
import type { Turn } from "../domain/turn.ts";
import type { Rooms } from "../pipeline/rooms.ts";
import type { NotePassing } from "../platform/young-memory.ts";
import type { TurnEvent, TurnReader } from "../providers/provider.ts";
import { createExchangeReader, type PassingExchange, type StoredExchange } from "./exchange-row.ts";
import { createJsonReader } from "./json-reader.ts";
import type { Reading } from "./reading.ts";
import { endedIn } from "./recording.ts";
import { createChangeCounter, isPassing, writing } from "./transaction.ts";
import { createTurnRows, type ReadTurn } from "./turn-rows.ts";

/** A message is in memory as it is stored, as bytes and as what is read from them. */
const FORMS = 3;
/** How many exchanges and turns are stored in one transaction, about: others wait for it. */
const MOST_TOGETHER = { exchanges: 64, turns: 256 };

/** Reads what is stored anew. Several exchanges that resemble each other cost little more than one. */
export interface Deriver {
  /** A fold that has taken everything stored of a running exchange, if anybody understands it, and how many of its turns have ended: those are stored. Undefined when it is not stored itself. */
  resume(id: string, now: number): { readonly fold: TurnReader | undefined; readonly settled: number } | undefined;
  /**
   * Reads the first of some exchanges that have ended, for as long as `goOn` says, and stores their turns in one transaction. One
   * that cannot be read or stored keeps those it has, so that it holds up no other. Throws when the database cannot be used just
   * now, before they are all stored (see `isPassing`); or what failed first when all the others were stored.
   */
  derive(ids: Iterable<string>, now: number, goOn: () => boolean): void;
  /** Lets go of what is kept for what is read next. */
  forget(): void;
}

export interface DeriverOptions {
  readonly readJson?: ReadJson;
  /** Where bodies are while they are read. */
  readonly rooms?: Rooms;
  /** Told how many bytes reading has left behind. */
  readonly notePassing?: NotePassing;
}

/** An exchange that was read as far as it is stored. */
interface ReadAnew {
  readonly row: number;
  readonly fold: TurnReader | undefined;
  /** The turns that have ended, and then the one that has not. */
  readonly ended: readonly ReadTurn[];
  readonly running: readonly ReadTurn[];
}

/** What is to be stored of an exchange that has ended. */
interface Ended {
  readonly id: string;
  readonly row: number;
  readonly turns: readonly ReadTurn[];
}

export function createDeriver(db: DatabaseSync, reading: Reading, { rooms, readJson = createJsonReader(rooms), notePassing = () => {} }: DeriverOptions = {}): Deriver {
  const exchanges = createExchangeReader(db, rooms);
  const rows = createTurnRows(db, reading);
  const nextChange = createChangeCounter(db);
  const markDerived = db.prepare("update exchange set derived = ? where id = ?");

  /** A turn that has ended is let go of before the next is read: a connection may hold thousands. */
  function readAnew({ row, processId, exchange }: StoredExchange<PassingExchange>): ReadAnew {
    const fold = readerOf(exchange, reading, readJson);
    const owner = { processId, opening: exchange };
    const ended: ReadTurn[] = [];
    const takeEnded = (): readonly Turn[] => {
      const turns = fold?.turns(ended.length) ?? [];
      const count = endedIn(turns);
      ended.push(...turns.slice(0, count).map((turn) => rows.read(owner, turn)));
      fold?.forget(ended.length);
      return turns.slice(count);
    };
    for (const event of fold ? eventsOf(exchange) : []) {
      if (event.type === "message" && event.message.from === "client") takeEnded();
      fold?.take(event);
      if (event.type === "message") notePassing(FORMS * event.message.payload.length);
    }
    return { row, fold, running: takeEnded().map((turn) => rows.read(owner, turn)), ended };
  }

  /** Their turns and no more: they wait until all are stored. */
  function readEnded(ids: Iterable<string>, goOn: () => boolean, onUnreadable: (id: string) => void): readonly Ended[] {
    const batch: Ended[] = [];
    let [exchangesLeft, turnsLeft] = [MOST_TOGETHER.exchanges, MOST_TOGETHER.turns];
    const read = (id: string): void => {
      const found = exchanges.follow(id, readAnew);
      if (found === undefined) return;
      const turns = [...found.ended, ...found.running];
      batch.push({ id, row: found.row, turns });
      turnsLeft -= turns.length;
    };
    for (const id of ids) {
      orElse(
        () => read(id),
        () => onUnreadable(id),
      );
      exchangesLeft--;
      if (exchangesLeft <= 0 || turnsLeft <= 0 || !goOn()) break;
    }
    return batch;
  }

  function store(batch: readonly Ended[], now: number): void {
    writing(db, () => {
      const changed = nextChange();
      for (const { id, row, turns } of batch) {
        // It may have been removed since it was read.
        if (markDerived.run(reading.revision, id).changes === 0) continue;
        rows.write({ row }, turns, { changed, now });
        rows.removeFrom(row, turns.length);
      }
    });
  }

  return {
    forget: exchanges.forget,
    resume(id, now) {
      const read = exchanges.follow(id, readAnew);
      if (read === undefined) return undefined;
      const { row, fold, ended } = read;
      if (ended.length > 0) writing(db, () => rows.write({ row }, ended, { changed: nextChange(), now }));
      return { fold, settled: ended.length };
    },
    derive(ids, now, goOn) {
      const failures: unknown[] = [];
      const keepTurns = (id: string): void =>
        orElse(
          () => void markDerived.run(reading.revision, id),
          (error) => void failures.push(error),
        );
      const storeAlone = (one: Ended): void =>
        orElse(
          () => store([one], now),
          () => keepTurns(one.id),
        );
      const batch = readEnded(ids, goOn, keepTurns);
      if (batch.length > 0) {
        orElse(
          () => store(batch, now),
          () => batch.forEach(storeAlone),
        );
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Does something, or something else when it fails; that the database cannot be used just now is for whoever asked. */
function orElse(work: () => void, instead: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    if (isPassing(error)) throw error;
    instead(error);
  }
}

/** The turns of an exchange as they are read today. */
export function turnsOf(exchange: PassingExchange, reading: Reading): readonly Turn[] {
  const fold = readerOf(exchange, reading);
  if (fold !== undefined) for (const event of eventsOf(exchange)) fold.take(event);
  return fold?.turns() ?? [];
}

function readerOf(exchange: PassingExchange, reading: Reading, readJson?: ReadJson): TurnReader | undefined {
  return reading.providerById(exchange.provider)?.reader(exchange, readJson);
}

/** Ids of exchanges that have ended and whose turns were not derived by this reading, newest first. */
export function staleExchanges(db: DatabaseSync, reading: Reading, limit: number): readonly string[] {
  const rows = db
    .prepare("select id from exchange where state <> 'running' and derived < ? order by row desc limit ?")
    .all(reading.revision, limit) as unknown as { id: string }[];
  return rows.map(({ id }) => id);
}

/** The events that made the exchange. An HTTP request's own messages come before the answer, as they did on the wire. */
function* eventsOf(exchange: PassingExchange): Generator<TurnEvent> {
  const { id, response, answeredAt = 0, outcome, endedAt = 0, trailers } = exchange;
  let answered = response === undefined;
  for (const message of exchange.messages) {
    if (!answered && response && (message.from === "upstream" || message.at > answeredAt)) {
      yield { type: "answered", id, at: answeredAt, response };
      answered = true;
    }
    yield { type: "message", id, message };
  }
  if (!answered && response) yield { type: "answered", id, at: answeredAt, response };
  if (outcome !== undefined) yield { type: "ended", id, at: endedAt, outcome, ...(trailers && { trailers }) };
}
