import type { Recorder } from "../pipeline/recorder.ts";
import type { Clock } from "../platform/clock.ts";
import type { StartThread } from "./thread-port.ts";

/** What `createThreadRecorder` needs. */
export interface ThreadRecorderOptions {
  /** Folder of the journal; made when it is not there. */
  readonly home: string;
  /** UUIDv7 of this run. */
  readonly processId: string;
  readonly version: string;
  /** Name of the agent that this run serves, when it starts one. */
  readonly agent?: string;
  /** Values that must not be written anywhere. */
  readonly secretValues: readonly string[];
  /** Exchanges older than this are deleted at start. Absent: nothing is. */
  readonly retentionDays?: number;
  readonly clock: Clock;
  readonly startThread: StartThread;
  /** Told once for each kind of trouble; the relay goes on. */
  readonly onProblem: (message: string) => void;
}

/**
 * A recorder whose reading, redaction and writing happen on a thread of their own. Rejects with
 * JOURNAL_UNUSABLE when the journal cannot be opened.
 */
export async function createThreadRecorder(options: ThreadRecorderOptions): Promise<Recorder> {
  throw new Error(options.home);
}
