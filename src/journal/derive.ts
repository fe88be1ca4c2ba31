import type { DatabaseSync } from "node:sqlite";
import type { ReadJson } from "../domain/json.ts";
import type { Turn } from "../domain/turn.ts";
import type { Rooms } from "../pipeline/rooms.ts";
import type { NotePassing } from "../platform/young-memory.ts";
import type { TurnEvent, TurnReader } from "../providers/provider.ts";
import { followExchange, type PassingExchange, type StoredExchange } from "./exchange-row.ts";
import { createJsonReader } from "./json-reader.ts";
import type { Reading } from "./reading.ts";
import { endedIn } from "./recording.ts";
import { createSegmentReader } from "./segments.ts";
import { isBusy, nextChange, writing } from "./transaction.ts";
import { createTurnRows, type ReadTurn } from "./turn-rows.ts";

/** A message is in memory as it is stored, as bytes and as what is read from them. */
const FORMS = 3;

/** Reads what is stored anew. Several exchanges that resemble each other cost little more than one. */
export interface Deriver {
  /** A fold that has taken everything stored of a running exchange, if anybody understands it, and how many of its turns have ended: those are stored. Undefined when it is not stored itself. */
  resume(id: string, now: number): { readonly fold: TurnReader | undefined; readonly settled: number } | undefined;
  /** Reads an exchange that has ended and stores its turns; one that cannot be read keeps those it has, so that it holds up no other. */
  derive(id: string, now: number): void;
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

export function createDeriver(db: DatabaseSync, reading: Reading, { rooms, readJson = createJsonReader(rooms), notePassing = () => {} }: DeriverOptions = {}): Deriver {
  const bytesAt = createSegmentReader(db, rooms);
  const rows = createTurnRows(db, reading);

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

  function deriveAnew(id: string, now: number): void {
    const read = followExchange(db, id, readAnew, bytesAt);
    if (read === undefined) return;
    const { row, ended, running } = read;
    writing(db, () => {
      rows.write({ row }, [...ended, ...running], { changed: nextChange(db), now });
      rows.removeFrom(row, ended.length + running.length);
      db.prepare("update exchange set derived = ? where row = ?").run(reading.revision, row);
    });
  }

  return {
    resume(id, now) {
      const read = followExchange(db, id, readAnew, bytesAt);
      if (read === undefined) return undefined;
      const { row, fold, ended } = read;
      if (ended.length > 0) writing(db, () => rows.write({ row }, ended, { changed: nextChange(db), now }));
      return { fold, settled: ended.length };
    },
    derive(id, now) {
      try {
        deriveAnew(id, now);
      } catch (error) {
        if (isBusy(error)) throw error;
        db.prepare("update exchange set derived = ? where id = ?").run(reading.revision, id);
      }
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
