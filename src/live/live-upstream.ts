import { PassThrough, type Readable } from "node:stream";
import { Agent, type buildConnector, type Dispatcher } from "undici";
import { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, ResponseHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { MOST_HEAD } from "../pipeline/answer-heads.ts";
import type { AnswerHandler, Flow, OutboundRequest, Upstream, UpgradeHandler } from "../pipeline/upstream.ts";
import { createConnector, type LiveSettings } from "./connector.ts";
import { networkError } from "./network-error.ts";

/** The live API over undici, for what does not pass straight. */
export function createLiveUpstream(settings: LiveSettings): Upstream {
  const { timeouts } = settings;
  const connector = createConnector(settings);
  const { connect, breaking } = watchBreaking(connector.connect);
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    headersTimeout: timeouts.idle,
    bodyTimeout: timeouts.idle,
    maxHeaderSize: MOST_HEAD,
    connect,
  });
  return {
    request: (request, handler) => dispatch({ agent, breaking }, request, handler),
    upgrade: (request, handler) => dispatch({ agent, breaking }, request, handler, handler),
    async close() {
      await Promise.all([agent.destroy(), connector.close()]);
    },
  };
}

interface Dispatching {
  readonly agent: Agent;
  readonly breaking: Breaking;
}

function dispatch({ agent, breaking }: Dispatching, request: OutboundRequest, handler: AnswerHandler, upgrade?: UpgradeHandler): Flow {
  let controller: Dispatcher.DispatchController | undefined;
  let aborted = false;
  let lastsUntilClose = false;
  /** Bytes of the answer that have not come; NaN when it does not say how many. */
  let left = Number.NaN;
  const body = request.body && new PassThrough();

  const fail = (error: unknown): void => {
    if (aborted) return;
    aborted = true;
    handler.onError(error instanceof CcxrayError ? error : networkError(request.origin, error));
  };

  const undiciHandler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (aborted) return started.abort(new Error("aborted"));
      handler.onStart?.();
      if (request.body && body) lend(request.body, body);
    },
    onResponseStart(_, status, __, statusText) {
      if (aborted) return;
      const head: ResponseHead = { status, statusText: statusText ?? "", headers: rawList(controller?.rawHeaders) };
      if (status < 200) return handler.onInformation?.(head);
      lastsUntilClose = endsWithConnection(head);
      left = Number(headerOf(head.headers, "content-length") ?? Number.NaN);
      handler.onHead(head);
    },
    onResponseData(_, chunk) {
      left -= chunk.length;
      // Not behind the last byte: while undici is paused, it takes the end of the connection for a cut.
      if (!aborted && !handler.onData(chunk) && left !== 0) controller?.pause();
    },
    onResponseEnd() {
      const cut = lastsUntilClose && breaking();
      if (cut) return fail(cut);
      if (!aborted) handler.onEnd(rawList(controller?.rawTrailers));
    },
    onResponseError: (_, error) => fail(error),
    onRequestUpgrade(_, status, __, socket) {
      if (aborted || !upgrade) return void socket.destroy();
      upgrade.onUpgrade({ status, statusText: "Switching Protocols", headers: rawList(controller?.rawHeaders) }, socket);
    },
  };

  try {
    agent.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: request.headers.flat(),
        body: body ?? null,
        ...(upgrade && { upgrade: "websocket" }),
      },
      undiciHandler,
    );
  } catch (error) {
    // undici refuses some heads outright; the caller has not got its Flow yet, so tell it afterwards.
    queueMicrotask(() => fail(error));
  }

  return {
    resume: () => controller?.resume(),
    abort() {
      if (aborted) return;
      aborted = true;
      controller?.abort(new Error("the client went away"));
    },
  };
}

/** Why a connection is breaking, while undici is being told that. */
type Breaking = () => Error | undefined;

/** undici takes a reset for the end of an answer that lasts until its connection ends, and a part of it would look whole. */
function watchBreaking(connect: buildConnector.connector): { readonly connect: buildConnector.connector; readonly breaking: Breaking } {
  let error: Error | undefined;
  return {
    breaking: () => error,
    connect: (options, callback) =>
      connect(options, (...result) => {
        const [, socket] = result;
        // Before and behind undici, which listens from the callback on, and ends the answer within its own listener. Not a microtask
        // later: Deno may end the answers of other connections first.
        socket?.on("error", (cause) => (error = cause));
        callback(...result);
        socket?.on("error", () => (error = undefined));
      }),
  };
}

/** Whether nothing but the end of its connection says where an answer ends (RFC 9112, 6.3). */
function endsWithConnection({ headers }: ResponseHead): boolean {
  return headerOf(headers, "content-length") === undefined && !/chunked/i.test(headerOf(headers, "transfer-encoding") ?? "");
}

/**
 * Passes a body on in one that undici may destroy, as it does when the answer is there before the body's end. The client's own then
 * goes on, to nowhere: destroyed itself, it would be read no more by node:http, and neither would what that client asks next.
 */
function lend(own: Readable, lent: PassThrough): void {
  const breakOff = (): void => {
    if (!own.readableEnded) lent.destroy(own.errored ?? new Error("the body broke off"));
  };
  lent.on("error", () => undefined);
  if (own.destroyed) return breakOff();
  own.on("close", breakOff).pipe(lent);
  // Behind the pipe's own listener, which pauses it.
  lent.on("close", () => own.resume());
}

/** undici gives raw heads as a flat list of latin1 Buffers (or strings, over some transports). */
function rawList(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
  return Array.from({ length: raw.length >> 1 }, (_, i) => [text(raw[2 * i]), text(raw[2 * i + 1])] as const);
}
