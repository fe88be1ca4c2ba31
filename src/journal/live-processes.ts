import { journalExists, withDatabase } from "./database.ts";
import { isProcessAlive } from "./processes.ts";

/** A run of ccxray that records now. */
export interface LiveProcess {
  /** UUIDv7. */
  readonly id: string;
  readonly pid: number;
  readonly version: string;
  /** The agent it was started for. */
  readonly agent?: string;
  /** Unix time in milliseconds. */
  readonly startedAt: number;
}

/** Every process that says it records into this home folder and is alive, oldest first. Throws JOURNAL_UNUSABLE. */
export function liveProcesses(home: string, isAlive: (pid: number) => boolean = isProcessAlive): readonly LiveProcess[] {
  if (!journalExists(home)) return [];
  const rows = withDatabase(home, (db) => db.prepare("select id, pid, version, agent, started_at from process where ended_at is null order by id").all());
  return (rows as unknown as Row[]).filter(({ pid }) => isAlive(pid)).map(liveProcess);
}

interface Row {
  readonly id: string;
  readonly pid: number;
  readonly version: string;
  readonly agent: string | null;
  readonly started_at: number;
}

function liveProcess({ id, pid, version, agent, started_at: startedAt }: Row): LiveProcess {
  return { id, pid, version, startedAt, ...(agent !== null && { agent }) };
}
