import { constants } from "node:os";

/** The signals that ask a process to end. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT";

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** The exit status of a process that a signal ended, as shells count it: 128 + the signal's number. */
export function signalStatus(signal: NodeJS.Signals): number {
  return 128 + (constants.signals[signal] ?? 0);
}

/**
 * Sends a child a signal that it may handle as it likes. By its number, because after `child.kill` Deno reports
 * that signal as the child's end, whatever its end was.
 */
export function sendSignal(child: { readonly pid?: number | undefined; kill(signal: StopSignal): unknown }, signal: StopSignal): void {
  if (child.pid === undefined) return void child.kill(signal);
  try {
    process.kill(child.pid, signal);
  } catch (error) {
    // It ended a moment ago, and its end is about to be reported.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Where signals come from: `process`, or a test's own emitter. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
}

/** What becomes of signals: a running child has them; otherwise the first asks us to stop and the second ends us at once. */
export interface Signals {
  /** The signal that asked us to stop, once there was one. */
  readonly stopped: StopSignal | undefined;
  /** Resolves when a signal asks us to stop. */
  readonly stop: Promise<StopSignal>;
  /** Hands every signal to the child's keeper until the returned function is called. */
  handOver(keeper: (signal: StopSignal) => void): () => void;
  /** Leaves signals to the runtime's defaults again. */
  close(): void;
}

/** Listens from now on. `exit` ends the process at once with the given status. */
export function listenForSignals(source: SignalSource, exit: (status: number) => void): Signals {
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  let stopped: StopSignal | undefined;
  let keeper: ((signal: StopSignal) => void) | undefined;

  const receive = (signal: StopSignal): void => {
    if (keeper) return keeper(signal);
    if (stopped) return exit(signalStatus(signal));
    stopped = signal;
    resolve(signal);
  };
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => receive(signal)] as const);
  for (const [signal, listener] of listeners) source.on(signal, listener);

  return {
    get stopped() {
      return stopped;
    },
    stop: promise,
    handOver(next) {
      keeper = next;
      return () => {
        keeper = undefined;
      };
    },
    close() {
      for (const [signal, listener] of listeners) source.off(signal, listener);
    },
  };
}
