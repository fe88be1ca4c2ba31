import { createHash } from "node:crypto";
import { readCloseFrame } from "../../src/domain/closing.ts";
import { createFrameReader, type Opcode } from "../../src/domain/frames.ts";
import type { TeeConnection } from "../../test/support/tcp-tee.ts";
import { type WireExchange, wireExchanges, wireHeader } from "../../test/support/wire-exchanges.ts";

/** Of an answer's head, what agents act on or send back. */
const HEARD = ["content-type", "retry-after", "x-codex-turn-state", "request-id"];

/** The last event of an answer, in both protocols. */
const LAST_EVENT = /^event: (?:response\.completed|message_stop)$/m;

/** What an agent asked of a model and got, in the order in which it asked: `POST /v1/responses 200, cut`, `GET /v1/responses 101, 2 asks, closed 1011`. */
export function wirePath(connections: readonly TeeConnection[]): readonly string[] {
  return connections.flatMap((connection) =>
    asksOf([connection]).map((exchange, i, all) => `${target(exchange)} ${status(exchange)}${onSocket(exchange)}${i === all.length - 1 && isCut(connection, exchange) ? ", cut" : ""}`),
  );
}

/** Chunks end with an empty one (RFC 9112, 7.1); an agent that has all it wants may leave before that comes. */
function isCut({ fromServer }: TeeConnection, { response }: WireExchange): boolean {
  if (!response || wireHeader(response, "transfer-encoding") !== "chunked") return false;
  return !LAST_EVENT.test(response.body.toString()) && !Buffer.concat(fromServer).toString("latin1").endsWith("\r\n0\r\n\r\n");
}

/** Every answer as the agent got it: what it acts on in the head, and the bytes of the body or of all frames. */
export function wireAnswers(connections: readonly TeeConnection[]): readonly string[] {
  return asksOf(connections).map(({ response }) => {
    if (!response) return "no answer";
    const headers = HEARD.map((name) => `${name}: ${wireHeader(response, name) ?? "none"}`);
    return [response.startLine, ...headers, `${response.body.length} bytes, sha256 ${createHash("sha256").update(response.body).digest("hex")}`].join("\n");
  });
}

/** Lists of models and the like may come in any order and number. */
function asksOf(connections: readonly TeeConnection[]): readonly WireExchange[] {
  return connections.flatMap(wireExchanges).filter((exchange) => /\/(responses|messages)$/.test(target(exchange)));
}

function target({ request }: WireExchange): string {
  const [method, path = ""] = request.startLine.split(" ");
  return `${method} ${path.replace(/\?.*$/s, "")}`;
}

function status({ response }: WireExchange): string {
  return response?.startLine.split(" ")[1] ?? "without an answer";
}

function onSocket({ request, response }: WireExchange): string {
  if (status({ request, response }) !== "101" || !response) return "";
  const asks = framesOf(request.body).filter(({ opcode }) => opcode === "text").length;
  const close = framesOf(response.body).find(({ opcode }) => opcode === "close");
  return `, ${asks} asks${close ? `, closed ${readCloseFrame(close.payload).code}` : ""}`;
}

function framesOf(bytes: Buffer): readonly { readonly opcode: Opcode; readonly payload: Buffer }[] {
  let payload: Uint8Array[] = [];
  return createFrameReader({ compression: false })
    .push(bytes)
    .flatMap((piece) => {
      if (piece.type === "head") payload = [];
      if (piece.type === "payload") payload.push(piece.bytes);
      return piece.type === "end" ? [{ opcode: piece.head.opcode, payload: Buffer.concat(payload) }] : [];
    });
}
