import { type IncomingMessage, ServerResponse } from "node:http";
import type { CcxrayError } from "../domain/errors.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { Clock } from "../platform/clock.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import { passAnswer } from "./answer.ts";
import type { Connection } from "./break-off.ts";
import type { Connections } from "./connections.ts";
import { answerError } from "./error-answer.ts";
import { followBody, onceBodyIsOver } from "./follow-body.ts";
import { failureOf, observe, type Observer } from "./observer.ts";
import type { PlainRequest } from "./plain-head.ts";
import { prepare, type Prepared, type PrepareSettings } from "./prepare.ts";
import type { Recorder } from "./recorder.ts";
import { hasBody } from "./request-head.ts";
import { passStraight } from "./straight.ts";
import type { StraightExchange } from "./straight-exchange.ts";
import type { Flow, Upstream } from "./upstream.ts";
import { relayWebSocket } from "./websocket.ts";

export interface PipelineParts extends PrepareSettings {
  readonly upstream: Upstream;
  /** To the same upstream: with them, plain requests pass straight. */
  readonly connections?: Connections;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly nextId: () => string;
  /** Milliseconds of silence after which a WebSocket, or its handshake, is given up. */
  readonly webSocketIdle: number;
}

/** The one road that every request takes, whatever answers it and whoever listens in. */
export interface Pipeline {
  /**
   * Undefined when this request does not pass straight, and has to come by `request`. `first`: what came with its head. `onOver`: the
   * client may ask again; `rest` is what already came of that.
   */
  straight(request: PlainRequest, first: Buffer, client: Connection, head: RequestHead, onOver: (rest: Buffer) => void): StraightExchange | undefined;
  /** `expectsContinue`: the client waits for `100 Continue` before it sends its body. */
  request(request: IncomingMessage, response: ServerResponse, head: RequestHead, expectsContinue?: boolean): void;
  upgrade(request: IncomingMessage, socket: Connection, early: Uint8Array, head: RequestHead): void;
  /** Resolves when nothing is under way, or after `limit` milliseconds: what is still open then is noted as interrupted. */
  close(limit: number): Promise<void>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { upstream, connections, recorder, clock, nextId, webSocketIdle } = parts;

  const running = createFleetingMap<string, Observer>();
  let onQuiet: (() => void) | undefined;
  let closed = false;
  /** Small requests never have to wait for room: only before they go up can they be held back. Who still waits when all is closed does not go up. */
  const whenDrained = (goUp: () => void): void => recorder.drained(() => void (closed || goUp()));

  const open = ({ head, provider, destination }: Prepared): Observer => {
    const observer = observe(
      recorder,
      {
        id: nextId(),
        provider: provider?.id ?? "unknown",
        transport: head.upgrade ? "websocket" : "http",
        startedAt: clock.now(),
        request: head,
        upstream: destination ? destination.origin + destination.path : "",
      },
      clock.monotonic,
      () => {
        running.delete(observer.opening.id);
        if (running.size === 0) onQuiet?.();
      },
    );
    running.set(observer.opening.id, observer);
    return observer;
  };

  return {
    straight(request, first, client, received, onOver) {
      if (!connections) return undefined;
      const prepared = prepare(received, parts);
      const { head, destination } = prepared;
      if (!destination) return undefined;
      const observer = open(prepared);
      if (request.body === 0) observer.finished("client");
      return passStraight({ request, first, head, destination, client, connections, observer, recorder, whenDrained, onOver });
    },

    request(request, response, received, expectsContinue = false) {
      const prepared = prepare(received, parts);
      const observer = open(prepared);
      const body = hasBody(request);
      let flow: Flow | undefined;
      let hasLeft = false;
      let taken = !body || expectsContinue;
      const refuse = (error: CcxrayError | undefined): void => {
        if (!error) return;
        const fail = (): void => observer.end(failureOf(error));
        const isHeard = tell(error, response, prepared.head);
        if (taken || !isHeard) return fail();
        // Nobody took the body, and it is what a person wants to see now: the client sends it all the same.
        followBody(request, observer, recorder);
        onceBodyIsOver(request, fail);
      };

      // A client that goes away is heard of by the close; its errors (ECONNRESET, late EPIPE) say nothing more.
      request.on("error", ignore);
      response.on("error", ignore);
      response.on("close", () => {
        hasLeft = true;
        if (response.writableFinished) return;
        flow?.abort();
        observer.end({ type: "aborted" });
      });

      const { destination, refusal, head } = prepared;
      if (refusal || !destination) return refuse(refusal);
      if (!body) observer.finished("client");
      const pass = (): void => {
        if (hasLeft) return;
        flow = upstream.request(
          { exchangeId: observer.opening.id, head, method: received.method, ...destination, ...(body && { body: request }) },
          {
            // Here and not earlier: a listener makes the body flow, and only now is there somebody to take it.
            onStart() {
              taken = true;
              if (expectsContinue) response.writeContinue();
              if (body) followBody(request, observer, recorder);
            },
            ...passAnswer({ response, observer, recorder, resume: () => flow?.resume(), refuse }),
          },
        );
      };
      whenDrained(pass);
    },

    upgrade(request, socket, early, received) {
      const prepared = prepare(received, parts);
      const observer = open(prepared);
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.on("finish", () => socket.end());
      response.assignSocket(socket as never);
      const refuse = (error: CcxrayError | undefined): void => {
        if (!error) return;
        observer.end(failureOf(error));
        tell(error, response, prepared.head);
      };

      if (prepared.refusal || !prepared.destination) {
        socket.on("error", ignore);
        return refuse(prepared.refusal);
      }
      const outbound = { exchangeId: observer.opening.id, head: prepared.head, method: received.method, ...prepared.destination };
      relayWebSocket({ outbound, upstream, socket, early, response, refuse, observer, recorder, clock, idle: webSocketIdle });
    },

    async close(limit) {
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        onQuiet = resolve;
        clock.after(limit, resolve);
      });
      closed = true;
      for (const observer of running.values()) observer.end({ type: "interrupted" });
    },
  };
}

/** Answers with an error of ours in the words of the provider's own protocol, if somebody still hears it. */
function tell(error: CcxrayError, response: ServerResponse, head: RequestHead): boolean {
  const isHeard = !response.headersSent && !response.destroyed;
  if (isHeard) answerError(response, error, head);
  return isHeard;
}

function ignore(): void {
  // An emitter without an error listener would end the process.
}
