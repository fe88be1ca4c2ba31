import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two looks, and the most that is waited. */
const BETWEEN = 200;
const LONGEST = 20_000;
/** Processor time in milliseconds below which a process counts as quiet between two looks. */
const QUIET = 10;
/** Milliseconds of a tick of `/proc` (sysconf(_SC_CLK_TCK) is 100 wherever Linux runs today). */
const TICK = 10;

/**
 * Waits until none of these processes has anything left to do, so that what one puts off does not burden the next. Resolves to
 * false when one of them would not rest. Where the system does not tell, nothing is waited for.
 */
export async function settled(pids: readonly number[]): Promise<boolean> {
  const started = performance.now();
  for (let before = timeOf(pids); before !== undefined; ) {
    await pause(BETWEEN);
    const now = timeOf(pids);
    if (now === undefined || now - before <= QUIET) return true;
    if (performance.now() - started > LONGEST) return false;
    before = now;
  }
  return true;
}

/** Processor time of processes and their children, in milliseconds; undefined where there is no `/proc`. */
export function timeOf(pids: readonly number[]): number | undefined {
  try {
    return pids.reduce((sum, pid) => sum + timeOfTree(pid), 0);
  } catch {
    return undefined;
  }
}

function timeOfTree(pid: number): number {
  // proc_pid_stat(5): user and system time are fields 14 and 15; the name before them is in brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").split(" ").filter(Boolean));
  return (Number(fields[11]) + Number(fields[12])) * TICK + children.reduce((sum, child) => sum + timeOfTree(Number(child)), 0);
}
