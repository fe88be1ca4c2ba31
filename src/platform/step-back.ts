import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** A third of the share that others get of a processor that is wanted by both (Linux: nice 5). */
const NICE = 5;

/**
 * Lets other threads of this machine go first, this process's own among them: who records should not keep waiting who relays.
 * Only Linux knows priorities of threads; elsewhere nothing is done.
 */
export function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    // proc_thread_self(5): "<process>/task/<thread>"; to setpriority(2) a thread is what elsewhere is a process.
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(thread, NICE);
  } catch {
    // Without /proc, or where it is forbidden, all threads are equal.
  }
}
