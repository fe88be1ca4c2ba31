import { Agent, type Dispatcher } from "undici";
import { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, ResponseHead } from "../domain/exchange.ts";
import type { AnswerHandler, Flow, OutboundRequest, Upstream, UpgradeHandler } from "../pipeline/upstream.ts";
import { networkError } from "./network-error.ts";
import { type OutboundProxySettings, proxyFor, tunnelConnector } from "./outbound-proxy.ts";

export interface LiveSettings {
  readonly outboundProxy: OutboundProxySettings;
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly idle: number };
}

// Agents put whole JSON documents into headers (x-codex-turn-metadata), and answers may do so too.
const MAX_HEAD_BYTES = 1024 * 1024;

/** The live API over undici: HTTP/1.1 only, because HTTP/2 would lose the order and case of headers. */
export function createLiveUpstream({ outboundProxy, timeouts }: LiveSettings): Upstream {
  const common = {
    allowH2: false,
    pipelining: 1,
    headersTimeout: timeouts.idle,
    bodyTimeout: timeouts.idle,
    maxHeaderSize: MAX_HEAD_BYTES,
  };
  const straight = new Agent({ ...common, connect: { timeout: timeouts.connect } });
  const tunnels = new Map<string, { agent: Agent; close(): Promise<void> }>();

  function agentFor(origin: string): Agent {
    const proxy = proxyFor(new URL(origin), outboundProxy);
    if (!proxy) return straight;
    const known = tunnels.get(proxy.href);
    if (known) return known.agent;
    const tunnel = tunnelConnector(proxy, timeouts.connect);
    const agent = new Agent({ ...common, connect: tunnel.connect });
    tunnels.set(proxy.href, { agent, close: tunnel.close });
    return agent;
  }

  return {
    request: (request, handler) => dispatch(agentFor(request.origin), request, handler),
    upgrade: (request, handler) => dispatch(agentFor(request.origin), request, handler, handler),
    async close() {
      await Promise.all([straight.destroy(), ...[...tunnels.values()].flatMap(({ agent, close }) => [agent.destroy(), close()])]);
    },
  };
}

function dispatch(agent: Agent, request: OutboundRequest, handler: AnswerHandler, upgrade?: UpgradeHandler): Flow {
  let controller: Dispatcher.DispatchController | undefined;
  let aborted = false;

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
    },
    onResponseStart(_, status, __, statusText) {
      if (aborted) return;
      const head: ResponseHead = { status, statusText: statusText ?? "", headers: rawList(controller?.rawHeaders) };
      if (status < 200) return handler.onInformation?.(head);
      handler.onHead(head);
    },
    onResponseData(_, chunk) {
      if (!aborted && !handler.onData(chunk)) controller?.pause();
    },
    onResponseEnd() {
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
        body: request.body ?? null,
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

/** undici gives raw heads as a flat list of latin1 Buffers (or strings, over some transports). */
function rawList(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
  return Array.from({ length: raw.length >> 1 }, (_, i) => [text(raw[2 * i]), text(raw[2 * i + 1])] as const);
}
