import { type ServerResponse, STATUS_CODES } from "node:http";
import type { CcxrayError, ErrorCode } from "../domain/errors.ts";
import type { HeaderList, RequestHead } from "../domain/exchange.ts";
import { providerOf } from "../providers/registry.ts";

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_LOOP: 508,
  NO_ROUTE: 404,
  NOT_FOUND: 404,
  UNAUTHORIZED: 401,
  // The one status that neither Codex nor Claude Code asks again after.
  REPLAY_MISS: 400,
};

/** Without a word of ours: whoever sends this may not even speak HTTP. */
export const BAD_REQUEST = plainAnswer(400);
export const HEAD_TOO_LARGE = plainAnswer(431);

function plainAnswer(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
}

/** The HTTP status that an error of ours is answered with: a gateway's 502 unless it says something else. */
function statusOf(error: CcxrayError): number {
  return STATUS[error.code] ?? 502;
}

/** An error of ours in the shape that the clients of the protocol understand which the request speaks. */
export function errorAnswer(error: CcxrayError, head: RequestHead): { readonly status: number; readonly reason: string; readonly headers: HeaderList; readonly body: string } {
  const body = JSON.stringify(providerOf(head)?.errorBody(error) ?? { error: { code: error.code, message: error.message, hint: error.hint } });
  const status = statusOf(error);
  const headers: HeaderList = [
    ["content-type", "application/json"],
    ["content-length", String(Buffer.byteLength(body))],
    ["x-ccxray-error", error.code],
  ];
  return { status, reason: STATUS_CODES[status] ?? "", headers, body };
}

/** Answers with an error of ours. */
export function answerError(response: ServerResponse, error: CcxrayError, head: RequestHead): void {
  const { status, reason, headers, body } = errorAnswer(error, head);
  // Its own reason phrase: a head that was refused may have left another behind.
  response.writeHead(status, reason, headers.flat());
  response.end(body);
}
