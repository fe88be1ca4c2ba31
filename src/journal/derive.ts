import type { DatabaseSync } from "node:sqlite";
import type { ExchangeEvent } from "../domain/exchange.ts";
import type { Turn } from "../domain/turn.ts";
import type { TurnReader } from "../providers/provider.ts";
import { followExchange, type PassingExchange, type StoredExchange } from "./exchange-row.ts";
import type { Reading } from "./reading.ts";
import type { SegmentReader } from "./segments.ts";
import { isBusy, nextChange, writing } from "./transaction.ts";
import { createTurnRows } from "./turn-rows.ts";

/** A fold that has taken everything stored of an exchange; undefined when nobody understands it. */
export function foldOf(exchange: PassingExchange, reading: Reading): TurnReader | undefined {
  const fold = reading.providerById(exchange.provider)?.reader(exchange);
  if (fold !== undefined) for (const event of eventsOf(exchange)) fold.take(event);
  return fold;
}

/** The turns of an exchange as they are read today. */
export function turnsOf(exchange: PassingExchange, reading: Reading): readonly Turn[] {
  return foldOf(exchange, reading)?.turns() ?? [];
}

/** Ids of exchanges that have ended and whose turns were not derived by this reading, newest first. */
export function staleExchanges(db: DatabaseSync, reading: Reading, limit: number): readonly string[] {
  const rows = db
    .prepare("select id from exchange where state <> 'running' and derived < ? order by row desc limit ?")
    .all(reading.revision, limit) as unknown as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Reads an exchange that has ended anew and stores its turns. */
function deriveAnew(db: DatabaseSync, reading: Reading, id: string, now: number, bytesAt?: SegmentReader): void {
  const derived = followExchange(db, id, (stored) => ({ stored, turns: turnsOf(stored.exchange, reading) }), bytesAt);
  if (derived !== undefined) writing(db, () => storeTurns(db, reading, derived.stored, derived.turns, now));
}

/** As `deriveAnew`; an exchange that cannot be read keeps the turns it has, so that it holds up no other. */
export function deriveOrPass(db: DatabaseSync, reading: Reading, id: string, now: number, bytesAt?: SegmentReader): void {
  try {
    deriveAnew(db, reading, id, now, bytesAt);
  } catch (error) {
    if (isBusy(error)) throw error;
    db.prepare("update exchange set derived = ? where id = ?").run(reading.revision, id);
  }
}

function storeTurns(db: DatabaseSync, reading: Reading, stored: StoredExchange<PassingExchange>, turns: readonly Turn[], now: number): void {
  const rows = createTurnRows(db, reading);
  const changed = nextChange(db);
  rows.write({ row: stored.row, processId: stored.processId, opening: stored.exchange }, turns, { changed, now });
  rows.removeFrom(stored.row, turns.length);
  db.prepare("update exchange set derived = ? where row = ?").run(reading.revision, stored.row);
}

/** The events that made the exchange. An HTTP request's own messages come before the answer, as they did on the wire. */
function* eventsOf(exchange: PassingExchange): Generator<Exclude<ExchangeEvent, { type: "opened" }>> {
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
