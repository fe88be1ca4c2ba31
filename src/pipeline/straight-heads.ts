import type { ResponseHead } from "../domain/exchange.ts";
import { headerOf, isNamed, withoutHopByHop } from "../domain/headers.ts";
import { endToEnd } from "./answer.ts";
import type { Connection } from "./break-off.ts";
import type { PlainRequest, PlainResponse } from "./plain-head.ts";
import type { Prepared } from "./prepare.ts";

// Of a head, what concerns one connection only is written anew for each; all else stays as it came.

/** Milliseconds that a client's connection is kept open for its next request: longer than agents do, so that they and not we end idle ones. */
export const KEEP_ALIVE_MS = 120_000;

/** The head of a request for its next hop. */
export function outboundHead({ method, body }: PlainRequest, { origin, path, headers }: NonNullable<Prepared["destination"]>): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const framing = body === "chunked" ? "transfer-encoding: chunked\r\n" : "";
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin.slice(origin.indexOf("//") + 2)}\r\n${lines}${framing}\r\n`;
}

/** The head of an answer as it stands on the wire, in latin1. */
export function headText({ status, reason }: Pick<PlainResponse, "status" | "reason">, headers: ResponseHead["headers"]): string {
  return `HTTP/1.1 ${status} ${reason}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

/** The headers of an answer for the client's connection. */
export function inboundHeaders(said: ResponseHead, { method, keepAlive }: PlainRequest, { body }: PlainResponse): ResponseHead["headers"] {
  const kept = endToEnd(said, { method, httpVersion: "1.1" });
  const framed = body === "chunked" ? [...kept, ["transfer-encoding", headerOf(said.headers, "transfer-encoding") ?? "chunked"] as const] : kept;
  return [...framed, ...connectionHeaders(keepAlive && body !== "until-close")];
}

/** The headers of a head that comes before the answer's: no body follows it that they could be about. */
export function informationalHeaders({ headers }: PlainResponse): ResponseHead["headers"] {
  return withoutHopByHop(headers).filter((header) => !isNamed(header, "content-length") && !isNamed(header, "trailer"));
}

/** What becomes of the client's connection behind this answer. */
export function connectionHeaders(keepAlive: boolean): ResponseHead["headers"] {
  if (!keepAlive) return [["connection", "close"]];
  return [
    ["connection", "keep-alive"],
    ["keep-alive", `timeout=${KEEP_ALIVE_MS / 1000}`],
  ];
}

/** Seconds that an upstream keeps a connection for the next request, as its `Keep-Alive` says. */
export function idleTimeOf({ headers }: PlainResponse): number | undefined {
  const [, seconds] = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(headerOf(headers, "keep-alive") ?? "") ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Writes a head, if there is one, and what follows it as one piece. `hasLeft`: called when it has been handed to the system. */
export function send(to: Connection, head: string, bytes: Buffer, hasLeft?: (error?: Error | null) => void): boolean {
  if (head === "") return bytes.length > 0 || hasLeft ? to.write(bytes, hasLeft) : !to.writableNeedDrain;
  const whole = Buffer.allocUnsafe(head.length + bytes.length);
  whole.write(head, "latin1");
  whole.set(bytes, head.length);
  return to.write(whole, hasLeft);
}
