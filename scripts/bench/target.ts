/** A way from the client to the upstream that is measured. */
export interface Target {
  readonly name: string;
  /** A line for the report: what exactly was measured. */
  readonly about: string;
  /** Starts it before an upstream, with a folder of its own to write to. */
  start(upstream: string, folder: string): Promise<RunningTarget>;
}

export interface RunningTarget {
  readonly origin: string;
  /** Absent when it has no process of its own. */
  readonly pid?: number;
  /** Ends it, and waits until everything is written. */
  close(): Promise<void>;
}
