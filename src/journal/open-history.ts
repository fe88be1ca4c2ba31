import type { Clock } from "../platform/clock.ts";
import type { History } from "./history.ts";

/** What `openHistory` needs. */
export interface HistoryOptions {
  /** Folder of the journal. It need not exist: then every answer is empty until somebody records. */
  readonly home: string;
  readonly clock: Clock;
  /** Is a process of this machine alive? Default: by signal 0. */
  readonly isAlive?: (pid: number) => boolean;
}

/** Reads the journal in this thread, also while others write it. Throws JOURNAL_UNUSABLE, also from its methods. */
export function openHistory(options: HistoryOptions): History {
  throw new Error(options.home);
}
