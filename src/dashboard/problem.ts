import { HTTPError } from "h3/node";
import { CcxrayError } from "../domain/errors.ts";
import type { ErrorAnswer, Problem } from "./contract.ts";

const STATUS = { BAD_REQUEST: 400, UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404, METHOD_NOT_ALLOWED: 405, BUSY: 503 } as const;

/** A request that the dashboard does not serve, to be thrown by a handler. */
export function problem(code: keyof typeof STATUS, message: string, hint?: string, headers: Record<string, string> = {}): HTTPError {
  const error: Problem = { code, message, ...(hint !== undefined && { hint }) };
  return new HTTPError({ status: STATUS[code], message, headers, data: error });
}

/** The answer to anything that a handler threw. What is not of our making says nothing of its inside. */
export function problemAnswer(thrown: HTTPError): Response {
  const error = describe(thrown);
  const headers = new Headers(thrown.headers);
  headers.set("content-type", "application/json; charset=utf-8");
  const answer: ErrorAnswer = { error };
  return new Response(JSON.stringify(answer), { status: statusOf(thrown), headers });
}

/** The failure behind what h3 reports, when it is ours or the machine's to mend; undefined when the client erred. */
export function failureOf(thrown: HTTPError): unknown {
  return statusOf(thrown) >= 500 && !isProblem(thrown.data) ? causeOf(thrown) : undefined;
}

function describe(thrown: HTTPError): Problem {
  if (isProblem(thrown.data)) return thrown.data;
  const cause = causeOf(thrown);
  if (cause instanceof CcxrayError) return { code: cause.code, message: cause.message, ...(cause.hint !== undefined && { hint: cause.hint }) };
  if (thrown.unhandled) return { code: "INTERNAL", message: "ccxray could not answer this request." };
  return { code: "BAD_REQUEST", message: thrown.message };
}

function statusOf(thrown: HTTPError): number {
  const cause = causeOf(thrown);
  if (!(cause instanceof CcxrayError)) return thrown.status;
  if (cause.code === "NOT_FOUND") return 404;
  return cause.code === "USAGE" ? 400 : 503;
}

/** h3 puts what was thrown in `cause`, its own errors in a `cause` of that. */
function causeOf(thrown: HTTPError): unknown {
  return thrown.cause instanceof Error ? thrown.cause : thrown;
}

function isProblem(data: unknown): data is Problem {
  return typeof data === "object" && data !== null && "code" in data && "message" in data;
}
