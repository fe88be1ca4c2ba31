import type { DatabaseSync } from "node:sqlite";
import type { Opening } from "../domain/exchange.ts";
import { packWhole } from "./bodies.ts";
import type { Recording, Segment } from "./recording.ts";
import { nextChange, writing } from "./transaction.ts";

/** Writes what was observed. Every method but `open` belongs into a write transaction of the caller. */
export interface ObservationRows {
  /** Stores an exchange from its first byte, in a transaction of its own; returns its row. */
  open(opening: Opening, processId: string): number;
  segment(segment: Segment): void;
  /** The exchange's own columns as they are now. `derived`: the revision that all its turns were read with, 0 when they were not. */
  update(row: number, recording: Recording, derived: number, changed: number): void;
}

export function createObservationRows(db: DatabaseSync): ObservationRows {
  const insertExchange = db.prepare(
    `insert into exchange (id, process, provider, transport, method, path, upgrade, upstream, request_headers, started_at, changed)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning row`,
  );
  const updateExchange = db.prepare(
    `update exchange set status = ?, status_text = ?, response_headers = ?, answered_at = ?, trailers = ?, state = ?, outcome = ?,
       ended_at = ?, bytes_client = ?, bytes_upstream = ?, derived = ?, changed = ? where row = ?`,
  );
  const insertSegment = db.prepare("insert into segment values (?, ?, ?, ?, ?, ?, ?)");
  const findSegment = db.prepare("select 1 from segment where exchange = ? and seq = ?");

  return {
    open(opening, processId) {
      const { id, provider, transport, startedAt, request, upstream } = opening;
      const { method, path, upgrade, headers } = request;
      return writing(db, () => {
        const changed = nextChange(db);
        const values = [id, processId, provider, transport, method, path, upgrade ? 1 : 0, upstream, JSON.stringify(headers)];
        return (insertExchange.get(...values, startedAt, changed) as { row: number }).row;
      });
    },
    segment({ place, packed, marks, bytes }) {
      // The base may have been pruned since it was stored; then this body stands for itself.
      const baseIsGone = packed.base && findSegment.get(packed.base.exchange, packed.base.seq) === undefined;
      const { coding, base, data } = baseIsGone ? packWhole(bytes) : packed;
      insertSegment.run(place.exchange, place.seq, coding, base?.exchange ?? null, base?.seq ?? null, data, marks);
    },
    update(row, { answered, ended, bytes }, derived, changed) {
      const { response } = answered ?? {};
      updateExchange.run(
        response?.status ?? null,
        response?.statusText ?? null,
        response ? JSON.stringify(response.headers) : null,
        answered?.at ?? null,
        ended?.trailers ? JSON.stringify(ended.trailers) : null,
        ended?.outcome.type ?? "running",
        ended ? JSON.stringify(ended.outcome) : null,
        ended?.at ?? null,
        bytes.client,
        bytes.upstream,
        derived,
        changed,
        row,
      );
    },
  };
}
