import type { DatabaseSync } from "node:sqlite";
import type { Opening } from "../domain/exchange.ts";
import { packWhole } from "./bodies.ts";
import type { Recording, Segment, Spot } from "./recording.ts";

/** Writes what was observed. Every method belongs into a write transaction of the caller. */
export interface ObservationRows {
  /** Stores an exchange as it is now, whether it is new or not. */
  exchange(recording: Recording, stamp: Stamp): void;
  /** Its exchange has to be stored before. */
  segment(segment: Segment): void;
}

interface Stamp {
  readonly processId: string;
  /** The revision that all of the exchange's turns were read with; 0 when they were not. */
  readonly derived: number;
  readonly changed: number;
}

const OPENING = ["id", "process", "provider", "transport", "method", "path", "upgrade", "upstream", "request_headers", "started_at"];
const PROGRESS = ["status", "status_text", "response_headers", "answered_at", "trailers", "state", "outcome", "ended_at", "bytes_client", "bytes_upstream", "derived", "changed"];
const INSERT = `insert into exchange (${[...OPENING, ...PROGRESS].join(", ")}) values (${[...OPENING, ...PROGRESS].map(() => "?").join(", ")})`;
const UPDATE = `update exchange set ${PROGRESS.map((name) => `${name} = ?`).join(", ")} where row = ?`;

export function createObservationRows(db: DatabaseSync): ObservationRows {
  const insertExchange = db.prepare(INSERT);
  const updateExchange = db.prepare(UPDATE);
  const insertSegment = db.prepare("insert into segment values (?, ?, ?, ?, ?, ?, ?)");
  const findSegment = db.prepare("select 1 from segment where exchange = ? and seq = ?");

  const isStored = ({ row, seq }: Spot): boolean => row.number !== undefined && findSegment.get(row.number, seq) !== undefined;

  return {
    exchange(recording, stamp) {
      const { row, opening } = recording;
      if (row.number !== undefined) updateExchange.run(...progressOf(recording, stamp), row.number);
      else row.number = Number(insertExchange.run(...openingOf(opening, stamp), ...progressOf(recording, stamp)).lastInsertRowid);
    },
    segment({ spot, packed, marks, bytes }) {
      // The base may have been pruned since it was stored; then this body stands for itself.
      const baseIsGone = packed.base !== undefined && bytes !== undefined && !isStored(packed.base);
      const { coding, base, data } = baseIsGone ? packWhole(bytes) : packed;
      insertSegment.run(spot.row.number ?? null, spot.seq, coding, base?.row.number ?? null, base?.seq ?? null, data, marks);
    },
  };
}

function openingOf({ id, provider, transport, startedAt, request, upstream }: Opening, { processId }: Stamp): (string | number)[] {
  const { method, path, upgrade, headers } = request;
  return [id, processId, provider, transport, method, path, upgrade ? 1 : 0, upstream, JSON.stringify(headers), startedAt];
}

function progressOf({ answered, ended, bytes }: Recording, { derived, changed }: Stamp): (string | number | null)[] {
  const { response } = answered ?? {};
  return [
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
  ];
}
