import type { DatabaseSync } from "node:sqlite";

/**
 * What was observed: processes, their exchanges, and the segments that hold messages. The truth; never derived.
 * Rows of exchanges are never given twice (autoincrement): writers remember them as bases of deltas.
 */
export function observations(db: DatabaseSync): void {
  db.exec(`
    create table change (seq integer not null);
    insert into change values (0);

    create table process (
      id text primary key,
      pid integer not null,
      version text not null,
      agent text,
      started_at integer not null,
      heartbeat_at integer not null,
      ended_at integer
    );

    create table exchange (
      row integer primary key autoincrement,
      id text not null unique,
      process text not null,
      provider text not null,
      transport text not null,
      method text not null,
      path text not null,
      upgrade integer not null,
      upstream text not null,
      request_headers text not null,
      started_at real not null,
      status integer,
      status_text text,
      response_headers text,
      answered_at real,
      trailers text,
      state text not null default 'running',
      outcome text,
      ended_at real,
      bytes_client integer not null default 0,
      bytes_upstream integer not null default 0,
      derived integer not null default 0,
      changed integer not null
    );
    create index exchange_process on exchange (process);
    create index exchange_started on exchange (started_at);
    create index exchange_derived on exchange (derived) where state <> 'running';

    create table segment (
      exchange integer not null,
      seq integer not null,
      coding integer not null,
      base_exchange integer,
      base_seq integer,
      data blob not null,
      marks blob not null,
      primary key (exchange, seq)
    );
    create index segment_base on segment (base_exchange) where base_exchange is not null;
  `);
}
