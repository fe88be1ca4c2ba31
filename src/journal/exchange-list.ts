import type { DatabaseSync } from "node:sqlite";
import type { Outcome, State } from "../domain/exchange.ts";
import type { ExchangeSummary } from "../domain/session.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import type { History } from "./history.ts";

type Options = NonNullable<Parameters<History["exchanges"]>[0]>;
type ListedRow = ExchangeRow & { readonly turns: number };

const DEFAULT_LIMIT = 200;
const SELECT = "select e.*, (select count(*) from turn where exchange = e.row) as turns from exchange e";

/** Exchanges, newest first: ids are UUIDv7, so they sort by time. */
export function listExchanges(db: DatabaseSync, { limit = DEFAULT_LIMIT, before, session, process }: Options): readonly ExchangeSummary[] {
  const conditions = [
    { sql: "e.id < ?", value: before },
    { sql: "e.row in (select exchange from turn where session = ?)", value: session },
    { sql: "e.process = ?", value: process },
  ].flatMap(({ sql, value }) => (value === undefined ? [] : [{ sql, value }]));
  const where = conditions.length > 0 ? `where ${conditions.map(({ sql }) => sql).join(" and ")}` : "";
  const rows = db
    .prepare(`${SELECT} ${where} order by e.id desc limit ?`)
    .all(...conditions.map(({ value }) => value), limit) as unknown as ListedRow[];
  return rows.map(summaryOf);
}

/** The same row for one exchange; undefined when it is not stored. */
export function exchangeSummary(db: DatabaseSync, id: string): ExchangeSummary | undefined {
  const row = db.prepare(`${SELECT} where e.id = ?`).get(id) as unknown as ListedRow | undefined;
  return row && summaryOf(row);
}

function summaryOf(row: ListedRow): ExchangeSummary {
  const error = row.outcome === null ? undefined : errorOf(JSON.parse(row.outcome) as Outcome);
  return {
    id: row.id,
    provider: row.provider,
    transport: row.transport,
    method: row.method,
    path: row.path,
    upstream: row.upstream,
    startedAt: row.started_at,
    ...(row.ended_at !== null && { durationMs: row.ended_at }),
    ...(row.status !== null && { status: row.status }),
    state: row.state as State,
    ...(error !== undefined && { error }),
    turns: row.turns,
    bytesFromClient: row.bytes_client,
    bytesFromUpstream: row.bytes_upstream,
  };
}

function errorOf(outcome: Outcome): string | undefined {
  switch (outcome.type) {
    case "completed":
      return undefined;
    case "failed":
    case "cut":
      return outcome.message;
    case "aborted":
      return "The client went away before the answer was complete.";
    case "interrupted":
      return "ccxray stopped before the answer was complete.";
  }
}
