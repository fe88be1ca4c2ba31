import type { DatabaseSync } from "node:sqlite";
import { createJsonReader, type ReadJson } from "../domain/json-reader.ts";
import type { Turn } from "../domain/turn.ts";
import type { TurnEvent, TurnReader } from "../providers/provider.ts";
import { followExchange, type PassingExchange, type StoredExchange } from "./exchange-row.ts";
import type { Reading } from "./reading.ts";
import { createSegmentReader } from "./segments.ts";
import { isBusy, nextChange, writing } from "./transaction.ts";
import { createTurnRows } from "./turn-rows.ts";

/** Reads what is stored anew. Several exchanges that resemble each other cost little more than one. */
export interface Deriver {
  /** A fold that has taken everything stored of an exchange, if anybody understands it; undefined when it is not stored. */
  fold(id: string): { readonly fold: TurnReader | undefined } | undefined;
  /** Reads an exchange that has ended and stores its turns; one that cannot be read keeps those it has, so that it holds up no other. */
  derive(id: string, now: number): void;
}

export function createDeriver(db: DatabaseSync, reading: Reading, readJson: ReadJson = createJsonReader()): Deriver {
  const bytesAt = createSegmentReader(db);
  const rows = createTurnRows(db, reading);

  function deriveAnew(id: string, now: number): void {
    const derived = followExchange(db, id, (stored) => ({ stored, turns: turnsOf(stored.exchange, reading, readJson) }), bytesAt);
    if (derived !== undefined) writing(db, () => storeTurns(derived.stored, derived.turns, now));
  }

  function storeTurns({ row, processId, exchange }: StoredExchange<PassingExchange>, turns: readonly Turn[], now: number): void {
    rows.write({ row, processId, opening: exchange }, turns, { changed: nextChange(db), now });
    rows.removeFrom(row, turns.length);
    db.prepare("update exchange set derived = ? where row = ?").run(reading.revision, row);
  }

  return {
    fold: (id) => followExchange(db, id, ({ exchange }) => ({ fold: foldOf(exchange, reading, readJson) }), bytesAt),
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
export function turnsOf(exchange: PassingExchange, reading: Reading, readJson?: ReadJson): readonly Turn[] {
  return foldOf(exchange, reading, readJson)?.turns() ?? [];
}

function foldOf(exchange: PassingExchange, reading: Reading, readJson?: ReadJson): TurnReader | undefined {
  const fold = reading.providerById(exchange.provider)?.reader(exchange, readJson);
  if (fold !== undefined) for (const event of eventsOf(exchange)) fold.take(event);
  return fold;
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
