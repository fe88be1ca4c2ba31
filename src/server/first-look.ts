import type { Socket } from "node:net";
import { readPlainRequest } from "../pipeline/plain-head.ts";
import { takeEach } from "../platform/steady-reads.ts";
import type { StraightExchange } from "../pipeline/straight-exchange.ts";
import { KEEP_ALIVE_MS } from "../pipeline/straight-heads.ts";
import type { Door } from "./listen.ts";

/** Milliseconds more than a client was promised: what it sends in the last moment is still taken. */
const MARGIN = 1000;

/**
 * Looks at what a client says first: a plain request passes straight when the door lets it, and so do those that follow it.
 * At the first that does not, the connection is handed over for good, with nothing of it lost, to a server that knows all of HTTP.
 */
export function lookFirst(socket: Socket, door: Pick<Door, "straight">, handOver: () => void): void {
  let current: StraightExchange | undefined;
  /** The one that got the last bytes that came. */
  let last: StraightExchange | undefined;

  function look(bytes: Buffer): void {
    const request = readPlainRequest(bytes);
    current = request && door.straight(request, bytes.subarray(request.size), socket, onOver);
    last = current ?? last;
    if (!current) giveAway(bytes);
  }

  function onOver(rest: Buffer): void {
    current = undefined;
    if (rest.length > 0 && socket.writable) look(rest);
  }

  function giveAway(bytes: Buffer): void {
    socket.setTimeout(0);
    for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    leave();
    socket.pause();
    socket.unshift(Buffer.from(bytes));
    handOver();
    // Now and not with the next tick: by then Deno may have passed on, from below this stream, what comes behind these bytes.
    socket.read();
    // An upgrade has nobody listening until its upstream has answered: what comes is kept for whoever will.
    if (socket.listenerCount("data") > 0) socket.resume();
  }

  const listeners: Readonly<Record<string, () => void>> = {
    drain: () => current?.onDrain(),
    end: () => (current ? current.onEnd() : socket.end()),
    close: () => current?.onClose(),
    timeout: () => (current ? current.onSilence() : socket.destroy()),
    // One that breaks is closed next.
    error: () => {},
  };
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  const leave = takeEach(
    socket,
    (bytes) => (current ? current.onData(bytes) : look(bytes)),
    () => last?.holds() === true,
  );
  socket.setTimeout(KEEP_ALIVE_MS + MARGIN);
}
