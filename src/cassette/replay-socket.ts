import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { sendable } from "../domain/closing.ts";
import { CcxrayError } from "../domain/errors.ts";
import type { HeaderList, RequestHead, ResponseHead } from "../domain/exchange.ts";
import { headersFromFlat } from "../domain/headers.ts";
import { isObject, type Json } from "../domain/json.ts";
import type { Flow, OutboundRequest, UpgradeHandler } from "../pipeline/upstream.ts";
import { providerOf } from "../providers/registry.ts";
import { bytesOf, type Piece, piecesFor } from "./answer-pieces.ts";
import { createGate } from "./gate.ts";
import { genericKnowledge } from "./generic-knowledge.ts";
import type { LiveAsk, Missed } from "./match.ts";
import { type AnswerEnd, knowledgeOf, type RecordedAsk, type RecordedUpgrade } from "./recorded-ask.ts";
import { missError, type Replay, untold } from "./replay.ts";

/** Answers a WebSocket handshake as it was recorded; when it was accepted, `ws` speaks for the upstream. */
export function openSocket(replay: Replay, request: OutboundRequest, handler: UpgradeHandler): Flow {
  const gate = createGate();
  const upgrade = replay.upgrades.next(request.head);
  const refusal = upgrade?.response && upgrade.response.status !== 101 ? upgrade.response : undefined;
  // The caller gets its Flow first, as from a live upstream.
  queueMicrotask(() => {
    if (gate.closed) return;
    if (replay.live && knowledgeOf(providerOf(request.head)?.id ?? "") !== genericKnowledge) return refuse(undefined, HTTP_PLEASE, handler);
    if (refusal) return refuse(upgrade, refusal, handler);
    if (upgrade && !upgrade.response) return handler.onError(new CcxrayError("UPSTREAM_BROKEN", "the recorded handshake got no answer"));
    accept(replay, request.head, upgrade, handler);
  });
  return gate;
}

/**
 * Where the real upstream answers misses, clients are asked to use HTTP (RFC 9110, 15.5.22): there each ask stands alone,
 * while one on a WebSocket may continue an answer that the real upstream never gave.
 */
const HTTP_PLEASE: ResponseHead = { status: 426, statusText: "Upgrade Required", headers: [] };

function refuse(upgrade: RecordedUpgrade | undefined, response: ResponseHead, handler: UpgradeHandler): void {
  const body = Buffer.concat((upgrade?.messages ?? []).map(({ payload }) => Buffer.from(payload as string)));
  const headers = response.headers.filter(([name]) => !/^(content-length|content-encoding|transfer-encoding|connection)$/i.test(name));
  handler.onHead({ ...response, headers: [...headers, ["content-length", String(body.length)]] });
  if (body.length > 0) handler.onData(body);
  handler.onEnd([]);
}

function accept(replay: Replay, head: RequestHead, upgrade: RecordedUpgrade | undefined, handler: UpgradeHandler): void {
  const [ours, theirs] = duplexPair();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1 << 30 });
  const recorded = upgrade?.response?.headers ?? [];
  server.on("headers", (lines) => lines.push(...echoed(recorded, lines)));
  server.handleUpgrade(requestOf(head), ours, Buffer.alloc(0), (socket) => converse(replay, head, upgrade, socket, ours));
  readHead(theirs, (response) => handler.onUpgrade(response, theirs));
}

/** Headers of the recorded 101 that agents look at; those of the handshake itself are made anew. */
function echoed(recorded: HeaderList, made: readonly string[]): string[] {
  const own = new Set(made.map((line) => line.split(":")[0]?.toLowerCase()));
  return recorded
    .filter(([name]) => !own.has(name.toLowerCase()) && !/^(sec-websocket-.*|connection|upgrade|content-length|transfer-encoding|date)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
}

/** `ws` wants a request of node:http: one that has the client's handshake headers. */
function requestOf({ headers }: RequestHead): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  for (const [name, value] of headers) request.headers[name.toLowerCase()] = value;
  request.headers.upgrade = "websocket";
  return request;
}

/** Reads the head that `ws` wrote, and leaves everything behind it in the socket. */
function readHead(socket: Duplex, onHead: (head: ResponseHead) => void): void {
  let seen = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf("\r\n\r\n");
    if (end < 0) return;
    socket.off("data", take);
    socket.pause();
    if (end + 4 < seen.length) socket.unshift(seen.subarray(end + 4));
    const [first = "", ...lines] = seen.subarray(0, end).toString("latin1").split("\r\n");
    const [, status = "101", statusText = ""] = /^HTTP\/1.1 (\d+) ?(.*)$/.exec(first) ?? [];
    const headers = headersFromFlat(lines.flatMap((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
    onHead({ status: Number(status), statusText, headers });
  };
  socket.on("data", take);
}

/** Answers the messages of one connection, one after the other: an answer waits for its ask, and the next ask for the answer. */
function converse(replay: Replay, head: RequestHead, upgrade: RecordedUpgrade | undefined, socket: WebSocket, raw: Duplex): void {
  socket.on("error", () => raw.destroy());
  // Nobody awaits what is said: a failure of ours must not end the whole replay.
  const broken = (error: unknown): void => finish(socket, raw, { type: "closed", closing: { by: "upstream", code: 1011, reason: `ccxray: ${String(error)}` } });
  let turn = greet(replay, upgrade, socket, raw).catch(broken);
  socket.on("message", (data: RawData, isBinary: boolean) => {
    const text = (data as Buffer).toString(isBinary ? "base64" : "utf8");
    turn = turn.then(() => answer(replay, head, text, socket, raw)).catch(broken);
  });
}

/** What the upstream said before it was asked anything, and whether it closed then. */
async function greet(replay: Replay, upgrade: RecordedUpgrade | undefined, socket: WebSocket, raw: Duplex): Promise<void> {
  if (!upgrade) return;
  const { messages, openedAt, closing, closedAt = openedAt } = upgrade;
  await sayPieces(replay, messages.map(({ at, payload }) => ({ at: at - openedAt, payload })), socket);
  if (!closing) return;
  await replay.pace.wait(closedAt - (messages.at(-1)?.at ?? openedAt), false);
  finish(socket, raw, { type: "closed", closing });
}

async function answer(replay: Replay, head: RequestHead, text: string, socket: WebSocket, raw: Duplex): Promise<void> {
  const placed = replay.read(head, text);
  if (!placed) return;
  const { live, place } = placed;
  const match = replay.matcher.match(live);
  if (match.type === "found") {
    const pieces = piecesFor(match.recorded, "websocket", place);
    if (!pieces) return refuseAsk(replay, live, untold(match, "a WebSocket"), socket);
    replay.tally.played(live, match);
    return say(replay, match.recorded, pieces, socket, raw);
  }
  const stub = knowledgeOf(live.provider).stubMessages(live.ask);
  if (stub) {
    replay.tally.stubbed(live, "was not recorded on a WebSocket and needs no answer of the model");
    for (const message of stub) socket.send(JSON.stringify(message));
    return;
  }
  refuseAsk(replay, live, match, socket);
}

function refuseAsk(replay: Replay, live: LiveAsk, match: Missed, socket: WebSocket): void {
  replay.tally.missed(live, match);
  const error = missError(live, match);
  socket.send(JSON.stringify(socketError(providerOf(live.request)?.errorBody(error) ?? { error: error.message })));
}

/** An error on a WebSocket in the form that Responses clients take as final: status 400. */
function socketError(body: Json): Json {
  return { type: "error", status: 400, ...(isObject(body) ? body : { error: body }) };
}

async function say(replay: Replay, recorded: RecordedAsk, pieces: readonly Piece[], socket: WebSocket, raw: Duplex): Promise<void> {
  await sayPieces(replay, pieces, socket);
  finish(socket, raw, recorded.answer.end);
}

/** Says what it can: a client that has gone hears nothing more. */
async function sayPieces(replay: Replay, pieces: readonly Piece[], socket: WebSocket): Promise<void> {
  let now = 0;
  for (const [i, piece] of pieces.entries()) {
    await replay.pace.wait(piece.at - now, i > 0);
    now = Math.max(now, piece.at);
    if (socket.readyState !== socket.OPEN) return;
    await sent(socket, typeof piece.payload === "string" ? piece.payload : bytesOf(piece));
  }
}

function sent(socket: WebSocket, payload: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => socket.send(payload, () => resolve()));
}

/** Ends the connection as the recorded upstream did, if it did. */
function finish(socket: WebSocket, raw: Duplex, end: AnswerEnd): void {
  if (end.type === "cut" || end.type === "failed") return void raw.destroy();
  if (end.type !== "closed") return;
  if (end.closing.code === 1006) return void raw.destroy();
  // A cassette may be edited by hand, and placeholders are longer than what they stand for.
  const frame = sendable(end.closing);
  socket.close(frame?.code, frame?.reason);
}

