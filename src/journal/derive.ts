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
import { createChangeCounter, isBusy, writing } from "./transaction.ts";
import { createTurnRows, type ReadTurn } from "./turn-rows.ts";

/** A message is in memory as it is stored, as bytes and as what is read from them. */
const FORMS = 3;
/** How many exchanges are stored in one transaction at most: others wait for it. */
const MOST_TOGETHER = 64;

/** Reads what is stored anew. Several exchanges that resemble each other cost little more than one. */
export interface Deriver {
  /** A fold that has taken everything stored of a running exchange, if anybody understands it, and how many of its turns have ended: those are stored. Undefined when it is not stored itself. */
  resume(id: string, now: number): { readonly fold: TurnReader | undefined; readonly settled: number } | undefined;
  /**
   * Reads the first of some exchanges that have ended, for as long as `goOn` says, and stores their turns in one transaction. One
   * that cannot be read keeps those it has, so that it holds up no other. Returns the ids of those that are done.
   */
  derive(ids: Iterable<string>, now: number, goOn: () => boolean): readonly string[];
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
  readonly id: string;
  readonly row: number;
  readonly fold: TurnReader | undefined;
  /** The turns that have ended, and then the one that has not. */
  readonly ended: readonly ReadTurn[];
  readonly running: readonly ReadTurn[];
}

export function createDeriver(db: DatabaseSync, reading: Reading, { rooms, readJson = createJsonReader(rooms), notePassing = () => {} }: DeriverOptions = {}): Deriver {
  const exchanges = createExchangeReader(db, rooms);
  const rows = createTurnRows(db, reading);
  const nextChange = createChangeCounter(db);
  const markDerived = db.prepare("update exchange set derived = ? where row = ?");

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
    return { id: exchange.id, row, fold, running: takeEnded().map((turn) => rows.read(owner, turn)), ended };
  }

  /** Undefined when it is not stored; what cannot be read is nothing new. */
  function readEnded(id: string): ReadAnew | undefined {
    try {
      return exchanges.follow(id, readAnew);
    } catch (error) {
      keepTurns(id, error);
      return undefined;
    }
  }

  function keepTurns(id: string, error: unknown): void {
    if (isBusy(error)) throw error;
    db.prepare("update exchange set derived = ? where id = ?").run(reading.revision, id);
  }

  function store(read: readonly ReadAnew[], now: number): void {
    writing(db, () => {
      const changed = nextChange();
      for (const { row, ended, running } of read) {
        rows.write({ row }, [...ended, ...running], { changed, now });
        rows.removeFrom(row, ended.length + running.length);
        markDerived.run(reading.revision, row);
      }
    });
  }

  /** One that cannot be stored takes none of the others with it. */
  function storeEach(read: readonly ReadAnew[], now: number): void {
    for (const one of read) {
      try {
        store([one], now);
      } catch (error) {
        keepTurns(one.id, error);
      }
    }
  }

  return {
    resume(id, now) {
      const read = exchanges.follow(id, readAnew);
      if (read === undefined) return undefined;
      const { row, fold, ended } = read;
      if (ended.length > 0) writing(db, () => rows.write({ row }, ended, { changed: nextChange(), now }));
      return { fold, settled: ended.length };
    },
    derive(ids, now, goOn) {
      const done: string[] = [];
      const read: ReadAnew[] = [];
      for (const id of ids) {
        const one = readEnded(id);
        if (one) read.push(one);
        done.push(id);
        if (done.length === MOST_TOGETHER || !goOn()) break;
      }
      try {
        if (read.length > 0) store(read, now);
      } catch (error) {
        if (isBusy(error)) throw error;
        storeEach(read, now);
      }
      return done;
    },
  };
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
