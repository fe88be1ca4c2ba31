import type { DatabaseSync } from "node:sqlite";
import type { SessionSummary, TurnSummary } from "../domain/session.ts";

interface SessionRow {
  readonly id: string;
  readonly started_at: number;
  readonly last_at: number;
  readonly turns: number;
  readonly running: number;
  readonly errors: number;
  readonly input: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly output: number;
  readonly reasoning: number;
  readonly context: number;
  readonly named: string | null;
  readonly asked: string | null;
  readonly agent: string | null;
  readonly agent_version: string | null;
  readonly cwd: string | null;
}

interface ModelRow {
  readonly session: string;
  readonly provider: string;
  readonly model: string;
  readonly turns: number;
}

/** Sessions, newest activity first. */
export function latestSessions(db: DatabaseSync, limit: number): readonly SessionSummary[] {
  return summariesOf(db, rowsOf(db, "select * from session order by last_at desc limit ?", limit));
}

/** Sessions with a turn that changed after `since`. */
export function changedSessions(db: DatabaseSync, since: number): readonly SessionSummary[] {
  return summariesOf(db, rowsOf(db, "select * from session where changed > ? order by last_at desc", since));
}

/** The session of that id, of the one id that starts so, or the newest (`latest`); undefined when none or several fit. */
export function findSession(db: DatabaseSync, id: string): SessionSummary | undefined {
  const [exact] = rowsOf(db, "select * from session where id = ?", id);
  if (exact !== undefined) return summariesOf(db, [exact])[0];
  if (id === "") return undefined;
  // A session of an agent's side requests only is not what a person means by "latest".
  const found =
    id === "latest"
      ? rowsOf(db, "select * from session order by turns > 0 desc, last_at desc limit ?", 1)
      : rowsOf(db, "select * from session where id >= ? and id < ? limit 2", id, `${id}\u{10ffff}`);
  return found.length === 1 ? summariesOf(db, found)[0] : undefined;
}

/** The turns of a session, in the order they were asked. */
export function turnsOfSession(db: DatabaseSync, session: string): readonly TurnSummary[] {
  return turnSummaries(db, "select summary from turn where session = ? order by started_at, exchange, idx", session);
}

/** Turns that changed after `since`, in the order they changed. */
export function changedTurns(db: DatabaseSync, since: number): readonly TurnSummary[] {
  return turnSummaries(db, "select summary from turn where changed > ? order by changed, started_at", since);
}

/** Turns that are running now, in the order they were asked. */
export function runningTurns(db: DatabaseSync): readonly TurnSummary[] {
  return turnSummaries(db, "select summary from turn where state = 'running' order by started_at");
}

function turnSummaries(db: DatabaseSync, sql: string, ...values: (string | number)[]): readonly TurnSummary[] {
  const rows = db.prepare(sql).all(...values) as unknown as { summary: string }[];
  return rows.map(({ summary }) => JSON.parse(summary) as TurnSummary);
}

function rowsOf(db: DatabaseSync, sql: string, ...values: (string | number)[]): readonly SessionRow[] {
  return db.prepare(sql).all(...values) as unknown as SessionRow[];
}

function summariesOf(db: DatabaseSync, rows: readonly SessionRow[]): readonly SessionSummary[] {
  const models = db.prepare("select session, provider, model, turns from session_model where session = ? order by first_at");
  return rows.map((row) => summaryOf(row, models.all(row.id) as unknown as ModelRow[]));
}

function summaryOf(row: SessionRow, models: readonly ModelRow[]): SessionSummary {
  return {
    id: row.id,
    title: row.named ?? row.asked ?? "",
    ...(row.agent !== null && { agent: row.agent }),
    ...(row.agent_version !== null && { agentVersion: row.agent_version }),
    ...(row.cwd !== null && { cwd: row.cwd }),
    providers: distinct(models.map(({ provider }) => provider)),
    models: distinct(models.filter(({ turns }) => turns > 0).map(({ model }) => model)),
    turns: row.turns,
    running: row.running,
    errors: row.errors,
    startedAt: row.started_at,
    lastAt: row.last_at,
    usage: {
      input: row.input,
      cacheRead: row.cache_read,
      cacheWrite: row.cache_write,
      output: row.output,
      reasoning: row.reasoning,
    },
    contextTokens: row.context,
  };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== "");
}
