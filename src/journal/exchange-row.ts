import type { DatabaseSync } from "node:sqlite";
import type { Exchange, HeaderList, Message, Outcome, ResponseHead, Transport } from "../domain/exchange.ts";
import { ownMessage } from "../domain/payload.ts";
import type { Rooms } from "../pipeline/rooms.ts";
import { createMessageReader } from "./segments.ts";
import { reading } from "./transaction.ts";

/** A row of the table `exchange`. */
export interface ExchangeRow {
  readonly row: number;
  readonly id: string;
  readonly process: string;
  readonly provider: string;
  readonly transport: Transport;
  readonly method: string;
  readonly path: string;
  readonly upgrade: number;
  readonly upstream: string;
  readonly request_headers: string;
  readonly started_at: number;
  readonly status: number | null;
  readonly status_text: string | null;
  readonly response_headers: string | null;
  readonly answered_at: number | null;
  readonly trailers: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly ended_at: number | null;
  readonly bytes_client: number;
  readonly bytes_upstream: number;
}

/** The process that carried an exchange; undefined when it is not stored. */
export function processOf(db: DatabaseSync, id: string): string | undefined {
  const row = db.prepare("select process from exchange where id = ?").get(id) as { process: string } | undefined;
  return row?.process;
}

/** An exchange as far as it is stored, with the process that carried it. */
export interface StoredExchange<Read extends PassingExchange = Exchange> {
  readonly row: number;
  readonly processId: string;
  readonly exchange: Read;
}

/** An exchange that need not be in memory as a whole: its messages can be taken once, one after the other, and may be lent. */
export type PassingExchange = Omit<Exchange, "messages"> & { readonly messages: Iterable<Message> };

/** Reads stored exchanges. Several that resemble each other cost little more than one: most are deltas to others. */
export interface ExchangeReader {
  /** The exchange with that id; undefined when it is not stored. */
  read(id: string): StoredExchange | undefined;
  /** What `take` makes of it; undefined when it is not stored. */
  follow<T>(id: string, take: (stored: StoredExchange<PassingExchange>) => T): T | undefined;
  /** Lets go of what is kept for what is read next. */
  forget(): void;
}

/** `rooms`: where bodies are while they are read. */
export function createExchangeReader(db: DatabaseSync, rooms?: Rooms): ExchangeReader {
  const find = db.prepare("select * from exchange where id = ?");
  const { messagesOf, forget } = createMessageReader(db, rooms);

  function follow<T>(id: string, take: (stored: StoredExchange<PassingExchange>) => T): T | undefined {
    return reading(db, () => {
      const row = find.get(id) as unknown as ExchangeRow | undefined;
      return row && take({ row: row.row, processId: row.process, exchange: exchangeOf(row, messagesOf(row.row)) });
    });
  }

  return {
    follow,
    forget,
    read: (id) => follow(id, (stored) => ({ ...stored, exchange: { ...stored.exchange, messages: Array.from(stored.exchange.messages, ownMessage) } })),
  };
}

function exchangeOf(row: ExchangeRow, messages: Iterable<Message>): PassingExchange {
  const response = responseOf(row);
  return {
    id: row.id,
    provider: row.provider,
    transport: row.transport,
    startedAt: row.started_at,
    request: { method: row.method, path: row.path, headers: headersOf(row.request_headers), upgrade: row.upgrade === 1 },
    upstream: row.upstream,
    messages,
    ...(response && { response }),
    ...(row.answered_at !== null && { answeredAt: row.answered_at }),
    ...(row.trailers !== null && { trailers: headersOf(row.trailers) }),
    ...(row.outcome !== null && { outcome: JSON.parse(row.outcome) as Outcome }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}

function responseOf(row: ExchangeRow): ResponseHead | undefined {
  if (row.status === null) return undefined;
  return { status: row.status, statusText: row.status_text ?? "", headers: headersOf(row.response_headers ?? "[]") };
}

function headersOf(json: string): HeaderList {
  return JSON.parse(json) as HeaderList;
}
