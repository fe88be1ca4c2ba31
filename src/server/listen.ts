import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { CcxrayError } from "../domain/errors.ts";
import { BAD_REQUEST, HEAD_TOO_LARGE } from "../pipeline/error-answer.ts";
import type { PlainRequest } from "../pipeline/plain-head.ts";
import type { StraightExchange } from "../pipeline/straight-exchange.ts";
import { KEEP_ALIVE_MS } from "../pipeline/straight-heads.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import { readSteadily } from "../platform/steady-reads.ts";
import { lookFirst } from "./first-look.ts";

/** What a listener hands on: requests and upgrades, whatever they are for. */
export interface Door {
  /** A request that may pass straight. Undefined when it does not: then it comes again as one of the others. `first` and `onOver` as in `Pipeline`. */
  straight(request: PlainRequest, first: Buffer, socket: Socket, onOver: (rest: Buffer) => void): StraightExchange | undefined;
  request(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void;
  upgrade(request: IncomingMessage, socket: Duplex, early: Uint8Array): void;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Stops listening and closes every connection, upgraded ones too. */
  close(): Promise<void>;
}

// Codex puts JSON documents into headers.
const MAX_HEAD_BYTES = 256 * 1024;

/** Listens on one address. Rejects with PORT_IN_USE when somebody else has it. */
export async function listen(door: Door, host: string, port: number): Promise<Listener> {
  const server = createHttpServer(door);
  const connections = createFleetingMap<Socket, Socket>();
  const speakHttp = server.listeners("connection");
  server.removeAllListeners("connection").on("connection", (accepted: Socket) => {
    const socket = readSteadily(accepted);
    connections.set(socket, socket);
    socket.on("close", () => connections.delete(socket));
    lookFirst(socket, door, () => {
      for (const listener of speakHttp) listener.call(server, socket);
    });
  });
  await bound(server, host, port);
  // What a listening server still reports (too many open files) concerns single connections, which say so themselves.
  server.on("error", () => server.listening);
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections.values()) socket.destroy();
      }),
  };
}

function createHttpServer(door: Door): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A model may think, and a person may wait, for as long as they like.
    requestTimeout: 0,
    noDelay: true,
    // h2c offers and the like are no WebSockets: they are answered as the plain requests they also are.
    shouldUpgradeCallback: (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === "websocket",
  });
  const unanswered = createUnanswered();
  const receive = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    unanswered.add(request.socket, response);
    inTurn(response, () => door.request(request, response, expectsContinue));
  };
  server.on("request", (request, response) => receive(request, response, false));
  server.on("checkContinue", (request, response) => receive(request, response, true));
  server.on("upgrade", (request, socket, head) => {
    // Pipelined behind a request, it would be answered in the middle of that one's answer.
    if (unanswered.has(socket)) return void socket.destroy();
    door.upgrade(request, socket, head);
  });
  server.on("clientError", (error, socket) => answerMalformed(error, socket, unanswered.has(socket)));
  return server;
}

/**
 * Takes up a request when those before it on its connection are answered (RFC 9112, 9.3.2), as `straight` does. Until then there is no
 * way to the client: an answer would pile up, and nobody hear that the client has left. A body that waits is read by nobody: behind more
 * of it than node:http and the system hold, that is heard with the next answer only, as on the straight road.
 */
function inTurn(response: ServerResponse, takeUp: () => void): void {
  if (response.socket) takeUp();
  else response.once("socket", takeUp);
}

/** Knows the connections that still owe answers: with pipelining (RFC 9112, 9.3.2) maybe several. */
function createUnanswered() {
  const counts = new WeakMap<Duplex, number>();
  const count = (socket: Duplex, change: number): unknown => counts.set(socket, (counts.get(socket) ?? 0) + change);
  return {
    add(socket: Duplex, response: ServerResponse): void {
      count(socket, 1);
      response.once("close", () => count(socket, -1));
    },
    has: (socket: Duplex): boolean => (counts.get(socket) ?? 0) > 0,
  };
}

/** A head that is no HTTP gets a 400 (a too large one 431, RFC 6585), unless that would get into another answer, and the connection ends; the process does not. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex, answering: boolean): void {
  if (answering || !socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  // Deno has given its parser to the next connection by now: what still comes here would get into what that one asks.
  socket.pause();
  socket.end(error.code === "HPE_HEADER_OVERFLOW" ? HEAD_TOO_LARGE : BAD_REQUEST, () => socket.destroy());
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve());
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): CcxrayError {
  if (error.code === "EADDRINUSE")
    return new CcxrayError("PORT_IN_USE", `port ${port} on ${host} is in use`, {
      hint: "Choose another with --port N, or --port 0 for any free one; `ccxray status` shows what is running.",
      cause: error,
    });
  return new CcxrayError("CONFIG_INVALID", `cannot listen on ${host}:${port} (${error.code ?? error.message})`, {
    hint: "Check --host and --port; ports below 1024 need privileges.",
    cause: error,
  });
}
