import type { CcxrayError } from "../domain/errors.ts";
import type { Connection } from "./break-off.ts";

/** Whoever has taken a connection to an upstream. It hears of everything that happens on it until it has given it back. */
export interface ConnectionUser {
  onData(bytes: Buffer): void;
  /** Bytes that came may still be needed, there or in what is not sent. */
  holds(): boolean;
  /** There is room again after a `write` that returned false. */
  onDrain(): void;
  /** Nothing more comes. `clean`: the upstream ended it in order, which may be the end of its answer. Otherwise `error` says why. */
  onGone(error: CcxrayError, clean: boolean): void;
  /** True while nothing is to be expected from the upstream: it waits for the client, or we do. */
  mayBeSilent(): boolean;
}

export interface TakenConnection {
  readonly socket: Connection;
  /** Reads on after a pause: its silence counts from now. */
  resume(): void;
  /** For the next one, when the last answer has come whole and nothing behind it. `idle`: seconds that the upstream waits for another request, as far as it said. */
  release(idle: number | undefined): void;
  /** It is of no use any more. */
  destroy(): void;
  /** As `destroy`, and its user hears that it is gone because of this. */
  fail(why: string): void;
}

/** Plain connections to upstreams, kept open between requests. */
export interface Connections {
  /** Calls back with a connection, at once when one is idle, or with why there is none. The function that it returns says that nobody waits any more. */
  take(origin: string, user: ConnectionUser, callback: (taken: TakenConnection | CcxrayError) => void): () => void;
  close(): Promise<void>;
}
