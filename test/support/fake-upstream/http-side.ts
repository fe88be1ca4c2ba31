import type { IncomingMessage, ServerResponse } from "node:http";
import { zstdDecompressSync } from "node:zlib";
import { chatEvents, type ChatAsk, readChatAsk } from "./chat.ts";
import { accountsCheck } from "./chatgpt.ts";
import { eventsBefore, type Fault, type NextFault } from "./fault.ts";
import { type GeminiAsk, geminiEvents, readGeminiAsk } from "./gemini.ts";
import type { NextId } from "./ids.ts";
import { messageEvents, type MessagesAsk, modelMessage, readMessagesAsk } from "./messages.ts";
import type { Ask, Reply } from "./reply.ts";
import { itemsOf, readResponsesAsk, responseEvents, type ResponsesAsk } from "./responses.ts";

export interface HttpParts {
  readonly reply: (ask: Ask) => Reply;
  readonly nextId: NextId;
  readonly nextFault: NextFault;
}

/** An answer before it is sent: JSON, or events as their text. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly events?: readonly string[];
}

const ASKS_MODEL = /\/(?:responses|messages|chat\/completions)$|:streamGenerateContent$/;

/** Answers one request over HTTP. */
export function answerHttp(request: IncomingMessage, body: Buffer, response: ServerResponse, parts: HttpParts): void {
  const path = (request.url ?? "").replace(/\?.*$/s, "");
  const asksModel = request.method === "POST" && ASKS_MODEL.test(path);
  const fault = asksModel ? parts.nextFault("http") : undefined;

  if (fault?.type === "stall") return;
  if (fault?.type === "reset") return void request.socket.resetAndDestroy();
  if (fault?.type === "status") return refuse(response, fault);
  send(request, response, asksModel ? modelAnswer(path, decoded(request, body), parts) : sideAnswer(path, request), fault);
}

function modelAnswer(path: string, ask: unknown, { reply, nextId }: HttpParts): Answer {
  if (path.endsWith("/messages")) {
    const asked = ask as MessagesAsk;
    const message = modelMessage(asked, reply(readMessagesAsk(asked)), nextId);
    return { headers: { "request-id": nextId("req") }, ...(asked.stream ? { events: messageEvents(message).map(named) } : { json: message }) };
  }
  if (path.endsWith("/chat/completions")) {
    const asked = ask as ChatAsk;
    return { headers: { "x-request-id": nextId("req") }, events: [...chatEvents(asked, reply(readChatAsk(asked)), nextId).map(unnamed), "data: [DONE]\n\n"] };
  }
  const [, model] = /\/models\/([^/:]+):streamGenerateContent$/.exec(path) ?? [];
  if (model !== undefined) return { events: geminiEvents(model, reply(readGeminiAsk(ask as GeminiAsk)), nextId).map(unnamed) };
  const asked = ask as ResponsesAsk;
  const items = itemsOf(asked);
  const events = responseEvents(asked, items, reply(readResponsesAsk(asked, items)), nextId);
  const headers = { "x-request-id": nextId("req"), "x-codex-turn-state": nextId("ts") };
  return { headers, ...(asked.stream ? { events: events.map(named) } : { json: events.at(-1)?.["response"] }) };
}

/** What agents ask besides the model. */
function sideAnswer(path: string, { method, headers }: IncomingMessage): Answer {
  if (path.endsWith("/messages/count_tokens")) return { json: { input_tokens: 100 } };
  if (path.endsWith("/accounts/check")) return { json: accountsCheck(headers["chatgpt-account-id"]) };
  if (path.endsWith("/models")) return { json: { object: "list", data: [], models: [] } };
  if (method === "HEAD") return {};
  return { status: 404, json: { error: { message: "there is nothing here", type: "invalid_request_error" } } };
}

function decoded(request: IncomingMessage, body: Buffer): unknown {
  const text = request.headers["content-encoding"] === "zstd" ? zstdDecompressSync(body) : body;
  return JSON.parse(text.toString());
}

function refuse(response: ServerResponse, { status, headers, body }: Extract<Fault, { type: "status" }>): void {
  const text = body ?? JSON.stringify({ type: "error", error: { type: "api_error", message: `refused with ${status}` } });
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

function send(request: IncomingMessage, response: ServerResponse, { status = 200, headers, json, events }: Answer, fault: Fault | undefined): void {
  if (!events) {
    const text = json === undefined ? "" : JSON.stringify(json);
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
    return void response.end(request.method === "HEAD" ? undefined : text);
  }
  response.writeHead(status, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...headers });
  response.flushHeaders();
  const sent = events.slice(0, eventsBefore(fault, events.length));
  for (const event of sent) response.write(event);
  if (fault?.type !== "cut") return void response.end();
  // A reset would throw away what the kernel has not sent yet, so it waits for the last event to leave.
  response.write("", () => request.socket.resetAndDestroy());
}

function named(event: { readonly type: string }): string {
  return `event: ${event.type}\n${unnamed(event)}`;
}

function unnamed(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
