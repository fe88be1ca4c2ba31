import { type IncomingMessage, ServerResponse } from "node:http";
import type { CcxrayError } from "../domain/errors.ts";
import type { Outcome, RequestHead } from "../domain/exchange.ts";
import type { Clock } from "../platform/clock.ts";
import { passAnswer } from "./answer.ts";
import type { Connection } from "./break-off.ts";
import { answerError } from "./error-answer.ts";
import { followBody, onceBodyIsOver } from "./follow-body.ts";
import { observe, type Observer } from "./observer.ts";
import { prepare, type Prepared, type PrepareSettings } from "./prepare.ts";
import type { Recorder } from "./recorder.ts";
import { hasBody } from "./request-head.ts";
import { whenArrived } from "./small-body.ts";
import type { Flow, Upstream } from "./upstream.ts";
import { relayWebSocket } from "./websocket.ts";

export interface PipelineParts extends PrepareSettings {
  readonly upstream: Upstream;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly nextId: () => string;
  /** Milliseconds of silence after which a WebSocket, or its handshake, is given up. */
  readonly webSocketIdle: number;
}

/** The one road that every request takes, whatever answers it and whoever listens in. */
export interface Pipeline {
  /** `expectsContinue`: the client waits for `100 Continue` before it sends its body. */
  request(request: IncomingMessage, response: ServerResponse, head: RequestHead, expectsContinue?: boolean): void;
  upgrade(request: IncomingMessage, socket: Connection, early: Uint8Array, head: RequestHead): void;
  /** Resolves when nothing is under way, or after `limit` milliseconds: what is still open then is noted as interrupted. */
  close(limit: number): Promise<void>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { upstream, recorder, clock, nextId, webSocketIdle } = parts;

  const running = new Set<Observer>();
  let onQuiet: (() => void) | undefined;

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
        running.delete(observer);
        if (running.size === 0) onQuiet?.();
      },
    );
    running.add(observer);
    return observer;
  };

  return {
    request(request, response, received, expectsContinue = false) {
      const prepared = prepare(received, parts);
      const observer = open(prepared);
      const body = hasBody(request);
      let flow: Flow | undefined;
      let taken = !body || expectsContinue;
      let gone = false;
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
        if (response.writableFinished) return;
        gone = true;
        flow?.abort();
        observer.end({ type: "aborted" });
      });

      const { destination, refusal, head } = prepared;
      if (refusal || !destination) return refuse(refusal);
      if (!body) observer.finished("client");
      if (!body || expectsContinue || recorder.behind) send(undefined);
      else whenArrived(request, send);

      function send(whole: Buffer | undefined): void {
        if (gone || !destination) return;
        if (whole) {
          taken = true;
          observer.bytes("client", whole);
          observer.finished("client");
        }
        flow = upstream.request(
          { exchangeId: observer.opening.id, head, method: received.method, ...destination, ...(body && { body: whole ?? request }) },
          {
            // Here and not earlier: a listener makes the body flow, and only now is there somebody to take it.
            onStart() {
              taken = true;
              if (expectsContinue) response.writeContinue();
              if (body && !whole) followBody(request, observer, recorder);
            },
            ...passAnswer({ response, observer, recorder, resume: () => flow?.resume(), refuse }),
          },
        );
      }
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
      for (const observer of running) observer.end({ type: "interrupted" });
    },
  };
}

function failureOf({ code, message, hint }: CcxrayError): Outcome {
  return { type: "failed", code, message: hint ? `${message}. ${hint}` : message };
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
