import type { ErrorCode } from "../../domain/errors.ts";
import type { Opening } from "../../domain/exchange.ts";
import type { ReadJson } from "../../domain/json.ts";
import type { Provider, TurnReader } from "../provider.ts";
import { errorText } from "../shared/error-text.ts";
import { createHttpReader, type HttpProtocol } from "../shared/http-reader.ts";
import { noTurns } from "../shared/no-turns.ts";
import { splitTarget } from "../shared/path.ts";
import { wireOf } from "../shared/wire.ts";
import { isComplete, readAnswer, readEvent } from "./answer.ts";
import { readAsk } from "./ask.ts";
import { headerOrigin } from "./origin.ts";
import { messagesReplay } from "./replay.ts";

/** Anthropic Messages: `POST /v1/messages`, answered with JSON or server-sent events. */
export const anthropic: Provider = {
  id: "anthropic",
  label: "Anthropic Messages",
  upstreams: [{ name: "anthropic", defaultUrl: "https://api.anthropic.com", env: ["ANTHROPIC_BASE_URL"] }],
  claims: (head) => wireOf(head) === "messages",
  route: (head) => ({ upstream: "anthropic", path: versioned(head.path) }),
  reader,
  secretHeaders: ["x-api-key", "anthropic-organization-id"],
  replay: messagesReplay,
  errorBody: (error) => ({ type: "error", error: { type: errorTypes[error.code] ?? "api_error", message: errorText(error) } }),
};

/** Only `…/messages` itself asks a model: counting tokens and batches do not. */
function reader(opening: Opening, readJson?: ReadJson): TurnReader {
  const asks = opening.request.method === "POST" && splitTarget(opening.request.path).path.endsWith("/messages");
  return asks ? createHttpReader(protocol, opening, readJson) : noTurns;
}

const protocol: HttpProtocol = {
  id: "anthropic",
  origin: headerOrigin,
  ask: readAsk,
  answer: readAnswer,
  event: readEvent,
  complete: isComplete,
};

/** The base URL of this API holds no version; a client that was given one leaves it out. */
function versioned(target: string): string {
  const { path } = splitTarget(target);
  return /^\/(?:messages|models)(?:\/|$)/.test(path) ? `/v1${target}` : target;
}

const errorTypes: Partial<Record<ErrorCode, string>> = {
  USAGE: "invalid_request_error",
  NO_ROUTE: "not_found_error",
  NOT_FOUND: "not_found_error",
  UNAUTHORIZED: "authentication_error",
  UPSTREAM_TIMEOUT: "timeout_error",
  REPLAY_MISS: "not_found_error",
};
