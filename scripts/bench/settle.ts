import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two looks, and the most that is waited. */
const BETWEEN = 200;
const LONGEST = 30_000;
/** Looks in a row at which all must be quiet: what was put off for a busy machine may begin half a second later. */
const CALM = 4;
/** Processor time in milliseconds below which processes count as quiet between two looks: 5 % of a core. */
const QUIET = 10;
/** Milliseconds of a tick of `/proc` (sysconf(_SC_CLK_TCK) is 100 wherever Linux runs today). */
const TICK = 10;

/**
 * Waits until none of these processes has anything left to do, so that what one puts off does not burden the next. Resolves to
 * false when one of them would not rest for `longest` milliseconds. Where the system does not tell, nothing is waited for.
 */
export async function settled(pids: readonly number[], longest = LONGEST): Promise<boolean> {
  const started = performance.now();
  let calm = 0;
  for (let before = timesOf(pids); before.size > 0; ) {
    await pause(BETWEEN);
    const now = timesOf(pids);
    calm = spent(before, now) <= QUIET ? calm + 1 : 0;
    if (calm === CALM) return true;
    if (performance.now() - started > longest) return false;
    before = now;
  }
  return true;
}

/** Processor time in milliseconds of each of these processes and of their children, by its id; who is gone is not in it, and where there is no `/proc` nobody is. */
export function timesOf(pids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(pids.flatMap(timesOfTree));
}

/** One by one, since a sum over all would shrink by what a process had used when it goes, and so hide that another is busy. */
function spent(before: ReadonlyMap<number, number>, now: ReadonlyMap<number, number>): number {
  return [...now].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

function timesOfTree(pid: number): readonly (readonly [pid: number, time: number])[] {
  // proc_pid_stat(5): user and system time are fields 14 and 15, of all threads; the name before them is in brackets.
  const fields = told(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  if (fields.length < 13) return [];
  return [[pid, (Number(fields[11]) + Number(fields[12])) * TICK], ...childrenOf(pid).flatMap(timesOfTree)];
}

function childrenOf(pid: number): readonly number[] {
  return threadsOf(pid).flatMap((thread) => told(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number));
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when what it tells of has gone since it was listed: the others are still to be looked at. */
function told(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
