import { type OnReadOpts, Socket } from "node:net";
import type { Duplex } from "node:stream";

// The bytes of a connection come into the same buffer again and again. A stream leaves a buffer of 64 KB behind with each
// read instead: to let go of them took a relay of large bodies a third of its time (measured).

/** Who takes bytes as they come. */
interface Taker {
  readonly take: (bytes: Buffer) => void;
  /** May the bytes that were taken last, or some before, still be needed? Others come into the same memory when they are not. */
  readonly holds: () => boolean;
}

/** How one connection is read: for the taker that `takeEach` names, and without one as any other stream. */
export interface SteadyReads {
  /** For whoever makes the socket. */
  readonly onread: OnReadOpts;
  /** Tells which socket it has become. */
  on<Made extends Socket>(socket: Made): Made;
}

/** A socket's way to who takes its bytes. */
const TAKEN_BY = Symbol("taken by");
type SteadySocket = Duplex & { [TAKEN_BY]?: { taker: Taker | undefined } };

/** Length of the buffer at first and at most, in bytes: it grows when a read fills it. */
const FIRST = 16 * 1024;
const LARGEST = 64 * 1024;

/** Deno makes its sockets otherwise. */
export function canReadSteadily(): boolean {
  return process.versions["deno"] === undefined;
}

export function createSteadyReads(): SteadyReads {
  const taken: { taker: Taker | undefined } = { taker: undefined };
  let socket: SteadySocket | undefined;
  let buffer: Buffer = Buffer.allocUnsafeSlow(FIRST);
  /** One that was held when the last bytes had been taken. */
  let other: Buffer | undefined;

  function give(bytes: Buffer, { take, holds }: Taker): void {
    // Asked now or never: whoever takes these may not be who holds it.
    if (other && holds()) other = undefined;
    take(bytes);
    const wanted = bytes.length === buffer.length ? Math.min(LARGEST, buffer.length * 2) : buffer.length;
    if (holds()) [buffer, other] = [other?.length === wanted ? other : Buffer.allocUnsafeSlow(wanted), buffer];
    else if (wanted > buffer.length) buffer = Buffer.allocUnsafeSlow(wanted);
  }

  return {
    onread: {
      buffer: () => buffer,
      callback(count) {
        const bytes = buffer.subarray(0, count);
        if (!taken.taker) return socket?.push(Buffer.from(bytes)) === true;
        give(bytes, taken.taker);
        return true;
      },
    },
    on(made) {
      socket = Object.assign(made, { [TAKEN_BY]: taken });
      return made;
    },
  };
}

/** A connection that a server has just got, in a socket that reads steadily; where that can't be, the socket itself. */
export function readSteadily(accepted: Socket): Socket {
  const { _handle: handle } = accepted as unknown as { readonly _handle: { reading: boolean; readStop(): void } | null };
  if (!canReadSteadily() || !handle) return accepted;
  // The option is for who makes a socket, and a server takes it from nobody: so a new one takes over the connection.
  handle.reading = false;
  handle.readStop();
  Object.assign(accepted, { _handle: null });
  accepted.destroy();
  const reads = createSteadyReads();
  return reads.on(new Socket({ handle, allowHalfOpen: true, readable: true, writable: true, onread: reads.onread } as object));
}

/**
 * Gives `take` what comes on a connection from now on, for as long as it lasts: bytes that it needs longer, `holds` must know of
 * (see `Taker`). The function that it returns makes the connection a stream again.
 */
export function takeEach(connection: Duplex, take: Taker["take"], holds: Taker["holds"]): () => void {
  const taken = (connection as SteadySocket)[TAKEN_BY];
  if (!taken) {
    connection.on("data", take);
    return () => connection.off("data", take);
  }
  taken.taker = { take, holds };
  takeWaiting(connection, take);
  return () => void (taken.taker = undefined);
}

/** Gives `take` what has come on a stream and waits in it. It gives that buffer by buffer. */
export function takeWaiting(stream: Pick<Duplex, "read">, take: (bytes: Buffer) => void): void {
  const next = (): Buffer | null => stream.read() as Buffer | null;
  for (let bytes = next(); bytes !== null; bytes = next()) take(bytes);
}
