import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type FaultPlan, faultsOf } from "./fake-upstream/fault.ts";
import { answerHttp } from "./fake-upstream/http-side.ts";
import { countingIds } from "./fake-upstream/ids.ts";
import { type Ask, type Reply, replyToPrompt } from "./fake-upstream/reply.ts";
import { webSocketSide } from "./fake-upstream/websocket-side.ts";

export interface FakeUpstreamOptions {
  /** Starts every id, so that two upstreams differ; at most 12 letters and digits. */
  readonly seed?: string;
  /** What the model says; by default `replyToPrompt`. */
  readonly reply?: (ask: Ask) => Reply;
  readonly faults?: FaultPlan;
  /** Accept `permessage-deflate`. */
  readonly deflate?: boolean;
  /** Serve TLS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Something that a client said. `headers` are as they came, names and values in turn. */
export interface Received {
  readonly kind: "request" | "upgrade" | "message";
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface FakeUpstream {
  readonly url: string;
  readonly port: number;
  /** Everything so far, in order. */
  readonly received: readonly Received[];
  /** Ends every connection. */
  readonly close: () => Promise<void>;
}

/**
 * A model API on loopback that real agents accept: OpenAI Responses over HTTP and WebSocket, what Codex asks
 * of ChatGPT's backend, and Anthropic Messages; for simpler clients also streamed Chat Completions and Gemini. It says the same each time: ids are counted, times are fixed.
 */
export async function startFakeUpstream({ seed = "", reply = replyToPrompt, faults = {}, deflate = false, tls }: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const received: Received[] = [];
  const parts = { reply, nextId: countingIds(seed), nextFault: faultsOf(faults) };
  const note = (kind: Received["kind"], { method = "", url = "", rawHeaders }: IncomingMessage, body: Buffer): void => {
    received.push({ kind, method, url, headers: rawHeaders, body });
  };

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    note("request", request, body);
    answerHttp(request, body, response, parts);
  };
  const upgrade = webSocketSide({ ...parts, deflate, onMessage: (request, body) => note("message", request, body) });

  const server = tls ? createTlsServer(tls) : createServer();
  server.on("request", (request, response) => {
    // A client that leaves in the middle of its body has nothing to be answered.
    onRequest(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, early: Buffer) => {
    note("upgrade", request, Buffer.alloc(0));
    socket.on("error", () => socket.destroy());
    upgrade(request, socket, early);
  });
  const { port, close } = await listening(server);
  return { url: `${tls ? "https" : "http"}://127.0.0.1:${port}`, port, received, close };
}

async function listening(server: Server): Promise<Pick<FakeUpstream, "port" | "close">> {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    for (const socket of connections) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, close };
}
