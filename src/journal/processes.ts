import type { DatabaseSync } from "node:sqlite";
import { nextChange, writing } from "./transaction.ts";

/** A run of ccxray that records. */
export interface RecordingProcess {
  /** UUIDv7. */
  readonly id: string;
  readonly pid: number;
  readonly version: string;
  readonly agent?: string;
}

/** How often a recording process says that it lives, in milliseconds. */
export const HEARTBEAT = 1000;
/** A process that has missed a heartbeat is looked at, in milliseconds: one that beats lives, be it in a container whose processes are not seen here. */
const SILENT = 1.5 * HEARTBEAT;
/** After so long a pid has been given to somebody else, in milliseconds. */
const LOST = 60 * 60 * 1000;

export function registerProcess(db: DatabaseSync, { id, pid, version, agent }: RecordingProcess, now: number): void {
  db.prepare("insert into process (id, pid, version, agent, started_at, heartbeat_at) values (?, ?, ?, ?, ?, ?)").run(
    id,
    pid,
    version,
    agent ?? null,
    now,
    now,
  );
}

/** A process that was taken for dead while its machine slept comes back to life with it. */
export function beat(db: DatabaseSync, id: string, now: number): void {
  db.prepare("update process set heartbeat_at = ?, ended_at = null where id = ?").run(now, id);
}

/** What it still had running, because it could not be stored, is interrupted. */
export function endProcess(db: DatabaseSync, id: string, now: number): void {
  writing(db, () => interrupt(db, id, now));
}

/** Exchanges of processes that died are `interrupted` at the last sign of life. Their turns are derived anew when read. */
export function interruptDead(db: DatabaseSync, now: number, isAlive: (pid: number) => boolean): void {
  const silent = db
    .prepare("select id, pid, heartbeat_at from process where ended_at is null and heartbeat_at < ?")
    .all(now - SILENT) as unknown as { id: string; pid: number; heartbeat_at: number }[];
  const dead = silent.filter(({ pid, heartbeat_at: last }) => last < now - LOST || !isAlive(pid));
  for (const { id, heartbeat_at: last } of dead) writing(db, () => interrupt(db, id, last));
}

/** Is there a process with this number on this machine? One of another user counts. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function interrupt(db: DatabaseSync, process: string, at: number): void {
  db.prepare("update process set ended_at = ? where id = ?").run(at, process);
  db.prepare(
    `update exchange set state = 'interrupted', outcome = '{"type":"interrupted"}', ended_at = max(0, ? - started_at),
       derived = 0, changed = ? where process = ? and state = 'running'`,
  ).run(at, nextChange(db), process);
}
