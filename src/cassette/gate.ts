import type { Flow } from "../pipeline/upstream.ts";

/** Holds an answer back while its client is slow, and ends it when the client has gone. */
export interface Gate extends Flow {
  readonly closed: boolean;
  /** The client is slow: nothing more until it resumes. */
  shut(): void;
  /** Resolves when the client takes more, or has gone. */
  opened(): Promise<void>;
  /** From now on the answer comes from elsewhere: resuming and aborting go there. */
  handOver(flow: Flow): void;
}

export function createGate(): Gate {
  let closed = false;
  let elsewhere: Flow | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;
  const open = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  return {
    get closed() {
      return closed;
    },
    resume() {
      open();
      elsewhere?.resume();
    },
    abort() {
      closed = true;
      open();
      elsewhere?.abort();
    },
    shut: () => void (waiting ??= Promise.withResolvers<void>()),
    opened: async () => waiting?.promise,
    handOver(flow) {
      elsewhere = flow;
      if (closed) flow.abort();
    },
  };
}
