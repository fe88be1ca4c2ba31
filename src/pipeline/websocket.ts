import type { ServerResponse } from "node:http";
import { CcxrayError } from "../domain/errors.ts";
import type { ResponseHead } from "../domain/exchange.ts";
import type { Clock } from "../platform/clock.ts";
import { passAnswer } from "./answer.ts";
import type { Connection } from "./break-off.ts";
import type { Observer } from "./observer.ts";
import type { Recorder } from "./recorder.ts";
import { splice } from "./splice.ts";
import type { OutboundRequest, Upstream } from "./upstream.ts";

export interface WebSocketParts {
  readonly outbound: OutboundRequest;
  readonly upstream: Upstream;
  /** The client's raw connection. */
  readonly socket: Connection;
  /** Bytes that the client sent behind its head. */
  readonly early: Uint8Array;
  /** Speaks HTTP on the client's connection, for a refusal. */
  readonly response: ServerResponse;
  refuse(error: CcxrayError): void;
  readonly observer: Observer;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Longest silence in milliseconds, before and after the handshake. */
  readonly idle: number;
}

/** How long one side may be silent after the other has hung up: Codex leaves without a close frame. */
const HALF_CLOSED_IDLE_MS = 5_000;

/**
 * Asks the upstream first, then gives the client what it said: its 101, or its refusal with status, headers
 * and body (Codex acts on 401, 403, 426 and 429). After a 101 the two connections are joined.
 */
export function relayWebSocket({ outbound, upstream, socket, early, response, refuse, observer, recorder, clock, idle }: WebSocketParts): void {
  let joined: Connection | undefined;
  let lastTraffic = clock.monotonic();
  let limit = idle;

  const flow = upstream.upgrade(outbound, {
    ...passAnswer({ response, observer, recorder, resume: () => flow.resume(), refuse }),
    onUpgrade(head, connection: Connection) {
      joined = connection;
      lastTraffic = clock.monotonic();
      observer.answered(head);
      response.detachSocket(socket as never);
      socket.write(headBytes(head), "latin1");
      if (early.length > 0) socket.unshift(early);
      splice({
        client: socket,
        upstream: connection,
        observer,
        recorder,
        onTraffic: () => (lastTraffic = clock.monotonic()),
        onHalfClosed: () => (limit = Math.min(idle, HALF_CLOSED_IDLE_MS)),
      });
    },
  });

  socket.on("error", () => flow.abort());
  socket.on("close", () => {
    stopWatching();
    if (joined) return;
    flow.abort();
    observer.end({ type: "aborted" });
  });

  const stopWatching = clock.every(Math.min(idle, 1000), () => {
    if (clock.monotonic() - lastTraffic < limit) return;
    stopWatching();
    const error = silence(outbound, idle, joined !== undefined);
    if (!joined) {
      flow.abort();
      return refuse(error);
    }
    // Half closed and silent is how agents leave: the splice knows who went first.
    if (limit === idle) observer.end({ type: "failed", code: error.code, message: error.message });
    joined.destroy();
    socket.destroy();
  });
}

function silence({ origin }: OutboundRequest, idle: number, joined: boolean): CcxrayError {
  const what = joined ? "The WebSocket was silent" : `${origin} did not answer the WebSocket handshake`;
  return new CcxrayError("UPSTREAM_TIMEOUT", `${what} for ${Math.round(idle / 1000)} s`, {
    hint: "CCXRAY_WS_IDLE_TIMEOUT_MS sets how long ccxray waits.",
  });
}

function headBytes({ status, statusText, headers }: ResponseHead): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${statusText}\r\n${lines.join("")}\r\n`;
}
