import type { Connection } from "./break-off.ts";
import type { Connections } from "./connections.ts";
import type { Observer } from "./observer.ts";
import type { PlainRequest } from "./plain-head.ts";
import type { Prepared } from "./prepare.ts";
import type { Recorder } from "./recorder.ts";

/** What `passStraight` needs to pass a request. */
export interface StraightParts {
  readonly request: PlainRequest;
  /** What came behind the request's head with the same read: it leaves with the head. */
  readonly first: Buffer;
  readonly head: Prepared["head"];
  readonly destination: NonNullable<Prepared["destination"]>;
  readonly client: Connection;
  readonly connections: Connections;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** Calls back when the request may go up, at once if it may. */
  readonly whenDrained: Recorder["drained"];
  /** All of the answer has left and all of the request has come: another request may follow. `rest` is what already came of it. */
  onOver(rest: Buffer): void;
}

/** What the client's connection does while its request passes straight. */
export interface StraightExchange {
  onData(bytes: Buffer): void;
  /** Bytes that came may still be needed, here or in what is not sent. */
  holds(): boolean;
  onDrain(): void;
  /** The client has said all that it will say. */
  onEnd(): void;
  /** Nothing has passed for as long as a connection is kept open between requests. */
  onSilence(): void;
  onClose(): void;
}
