import { type ServerResponse, STATUS_CODES } from "node:http";
import type { CcxrayError, ErrorCode } from "../domain/errors.ts";
import type { RequestHead } from "../domain/exchange.ts";
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

/** The HTTP status that an error of ours is answered with: a gateway's 502 unless it says something else. */
function statusOf(error: CcxrayError): number {
  return STATUS[error.code] ?? 502;
}

/** Answers with an error of ours in the shape that the clients of the protocol understand which the request speaks. */
export function answerError(response: ServerResponse, error: CcxrayError, head: RequestHead): void {
  const body = JSON.stringify(providerOf(head)?.errorBody(error) ?? { error: { code: error.code, message: error.message, hint: error.hint } });
  const status = statusOf(error);
  // Its own reason phrase: a head that was refused may have left another behind.
  response.writeHead(status, STATUS_CODES[status] ?? "", {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-ccxray-error": error.code,
  });
  response.end(body);
}
