import type { Duplex } from "node:stream";
import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { eventsBefore, type Fault } from "./fault.ts";
import type { HttpParts } from "./http-side.ts";
import { itemsOf, readResponsesAsk, type ResponseEvent, responseEvents, type ResponsesAsk } from "./responses.ts";

export interface WebSocketParts extends HttpParts {
  /** Accept `permessage-deflate` when it is offered. */
  readonly deflate: boolean;
  readonly onMessage: (request: IncomingMessage, body: Buffer) => void;
}

type Items = ReturnType<typeof itemsOf>;

const MOST_BYTES = 256 * 1024 * 1024;

/** Answers handshakes and the asks that follow on the socket: the Responses API over WebSocket. */
export function webSocketSide(parts: WebSocketParts): (request: IncomingMessage, socket: Duplex, early: Buffer) => void {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: parts.deflate, maxPayload: MOST_BYTES });
  server.on("headers", (headers) => headers.push(`x-codex-turn-state: ${parts.nextId("ts")}`, `x-request-id: ${parts.nextId("req")}`));

  return (request, socket, early) => {
    const fault = parts.nextFault("upgrade");
    if (fault?.type === "stall") return;
    if (fault?.type === "reset") return void request.socket.resetAndDestroy();
    if (fault?.type === "status") return void socket.end(refusal(fault));
    server.handleUpgrade(request, socket, early, (webSocket) => converse(webSocket, request, parts));
  };
}

function refusal({ status, headers = {}, body = "" }: Extract<Fault, { type: "status" }>): string {
  const all = { "content-length": String(Buffer.byteLength(body)), connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Refused\r\n${lines.join("")}\r\n${body}`;
}

function converse(webSocket: WebSocket, request: IncomingMessage, parts: WebSocketParts): void {
  const conversations = new Map<string, Items>();
  webSocket.on("error", () => webSocket.terminate());
  webSocket.on("message", (data: Buffer) => {
    parts.onMessage(request, data);
    const ask = JSON.parse(data.toString()) as ResponsesAsk & { readonly type: string };
    if (ask.type === "response.create") answer(webSocket, ask, conversations, parts);
  });
}

function answer(webSocket: WebSocket, ask: ResponsesAsk, conversations: Map<string, Items>, { reply, nextId, nextFault }: WebSocketParts): void {
  const fault = nextFault("message");
  const before = ask.previous_response_id === undefined ? [] : conversations.get(ask.previous_response_id);
  if (before === undefined) return sendError(webSocket, 400, "previous_response_not_found");
  if (fault?.type === "status") return sendError(webSocket, fault.status, "server_error");
  if (fault?.type === "stall") return;

  const items = [...before, ...itemsOf(ask)];
  const events = responseEvents(ask, items, reply(readResponsesAsk(ask, items)), nextId);
  const { id } = (events[0]?.["response"] ?? {}) as { readonly id?: string };
  conversations.set(String(id), items);
  for (const event of events.slice(0, eventsBefore(fault, events.length))) webSocket.send(JSON.stringify(event));
  if (fault?.type === "failed") sendFailure(webSocket, events[0], fault.code);
  else if (fault) breakOff(webSocket, fault);
}

function sendError(webSocket: WebSocket, status: number, code: string): void {
  webSocket.send(JSON.stringify({ type: "error", status, error: { type: "invalid_request_error", code, message: `refused: ${code}`, param: null } }));
}

function sendFailure(webSocket: WebSocket, created: ResponseEvent | undefined, code: string): void {
  const response = { ...(created?.["response"] as object | undefined), status: "failed", error: { code, message: `failed: ${code}` } };
  webSocket.send(JSON.stringify({ type: "response.failed", response }));
}

function breakOff(webSocket: WebSocket, fault: Fault): void {
  if (fault.type === "close") return webSocket.close(fault.code, fault.reason);
  // A ping leaves after everything before it, so what was sent is on its way when the connection ends.
  webSocket.ping("", false, () => webSocket.terminate());
}
