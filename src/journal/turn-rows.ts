import type { DatabaseSync } from "node:sqlite";
import type { Opening } from "../domain/exchange.ts";
import type { ToolUse, TurnSummary } from "../domain/session.ts";
import type { Turn } from "../domain/turn.ts";
import type { Reading } from "./reading.ts";

/** The exchange that a turn was read from. */
export interface TurnOwner {
  readonly processId: string;
  readonly opening: Opening;
}

/** Where turns are written. */
export interface TurnPlace {
  /** The row of their exchange. */
  readonly row: number;
  /** None of its turns is stored yet. */
  readonly fresh?: boolean;
}

/** A turn, read: all that was said in it is only in its summary, but for what it tells of the tools of the turn before. */
export interface ReadTurn {
  readonly turn: Turn;
  readonly summary: TurnSummary;
}

export interface TurnRows {
  read(owner: TurnOwner, turn: Turn): ReadTurn;
  /** Writes turns as they are now; those of the exchange that are not named stay. Only within a write transaction. */
  write(place: TurnPlace, turns: readonly ReadTurn[], stamp: { readonly changed: number; readonly now: number }): void;
  /** Removes the turns of an exchange that are no more when it is read anew. */
  removeFrom(row: number, index: number): void;
}

interface StoredTurn {
  readonly exchange: number;
  readonly idx: number;
  readonly summary: string;
}

/** The cache of turns in the database. */
export function createTurnRows(db: DatabaseSync, reading: Reading): TurnRows {
  const find = db.prepare("select exchange, idx, summary from turn where exchange = ? and idx = ?");
  const before = db.prepare(
    `select exchange, idx, summary from turn where session = ? and thread is ? and started_at <= ? and kind = 'turn'
       and not (exchange = ? and idx >= ?) order by started_at desc limit 1`,
  );
  const remove = db.prepare("delete from turn where exchange = ? and idx = ?");
  const removeFrom = db.prepare("delete from turn where exchange = ? and idx >= ?");
  const insert = db.prepare(INSERT);
  const replaceSummary = db.prepare("update turn set summary = ?, changed = ? where exchange = ? and idx = ?");

  const tellTurnBefore = (summary: TurnSummary, turn: Turn, row: number, changed: number): void => {
    const stored = before.get(summary.session, summary.thread ?? null, summary.startedAt, row, turn.index) as StoredTurn | undefined;
    if (stored === undefined) return;
    const told = JSON.stringify(reading.withToolResults(JSON.parse(stored.summary) as TurnSummary, turn));
    if (told !== stored.summary) replaceSummary.run(told, changed, stored.exchange, stored.idx);
  };

  return {
    read({ processId, opening: { transport, startedAt } }, turn) {
      const session = turn.origin.session ?? unnamedSession(processId);
      return { turn: withoutWords(turn), summary: reading.summarize(turn, { session, transport, startedAt }) };
    },
    write({ row, fresh = false }, turns, { changed, now }) {
      for (const { turn, summary: read } of turns) {
        const old = fresh ? undefined : (find.get(row, turn.index) as StoredTurn | undefined);
        const summary = old === undefined ? read : keepingToolResults(read, JSON.parse(old.summary) as TurnSummary);
        if (old !== undefined) remove.run(row, turn.index);
        insert.run(...valuesOf(row, turn, summary, changed, now));
        if (old === undefined && turn.kind === "turn" && bringsResults(turn)) tellTurnBefore(summary, turn, row, changed);
      }
    },
    removeFrom: (row, index) => void removeFrom.run(row, index),
  };
}

function withoutWords(turn: Turn): Turn {
  const results = turn.input.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === "toolResult" ? [{ ...block, content: "" }] : [])));
  return { ...turn, system: [], tools: [], settings: {}, output: [], input: results.length > 0 ? [{ role: "tool", blocks: results }] : [] };
}

function bringsResults({ input }: Turn): boolean {
  return input.length > 0;
}

/** Asks that carry no session id are gathered by the process that carried them. */
function unnamedSession(processId: string): string {
  return `unnamed-${processId}`;
}

/** What a later turn told of this one's tools is not in this exchange, so it is carried over. */
function keepingToolResults(read: TurnSummary, old: TurnSummary): TurnSummary {
  const failed = new Map(old.tools.flatMap(({ id, failed: told }) => (told === undefined ? [] : [[id, told] as const])));
  if (failed.size === 0) return read;
  const tools = read.tools.map((tool): ToolUse => {
    const told = tool.failed ?? failed.get(tool.id);
    return told === undefined ? tool : { ...tool, failed: told };
  });
  return { ...read, tools };
}

const INSERT = `insert into turn (exchange, idx, session, thread, kind, provider, model, state, started_at, last_at, response_id,
  title, from_user, agent, agent_version, cwd, input, cache_read, cache_write, output, reasoning, context, summary, changed)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function valuesOf(row: number, turn: Turn, summary: TurnSummary, changed: number, now: number): (string | number | null)[] {
  const { usage } = summary;
  return [
    row,
    turn.index,
    summary.session,
    summary.thread ?? null,
    summary.kind,
    summary.provider,
    summary.model,
    summary.state,
    summary.startedAt,
    lastAt(summary, now),
    turn.responseId ?? null,
    titleOf(summary),
    summary.fromUser ? 1 : 0,
    summary.agent ?? null,
    summary.agentVersion ?? null,
    summary.cwd ?? null,
    usage?.input ?? 0,
    usage?.cacheRead ?? 0,
    usage?.cacheWrite ?? 0,
    usage?.output ?? 0,
    usage?.reasoning ?? 0,
    usage === undefined ? null : usage.input + usage.cacheRead + usage.cacheWrite,
    JSON.stringify(summary),
    changed,
  ];
}

/** A running turn was active now. */
function lastAt({ state, startedAt, durationMs }: TurnSummary, now: number): number {
  return state === "running" ? Math.max(now, startedAt) : startedAt + (durationMs ?? 0);
}

/** What this turn offers as its session's title. */
function titleOf({ kind, state, asked, answered }: TurnSummary): string | null {
  if (kind === "turn") return asked === "" ? null : asked;
  return kind === "title" && state === "completed" && answered !== "" ? answered : null;
}
