import type { ErrorCode } from "../../domain/errors.ts";
import type { Opening } from "../../domain/exchange.ts";
import type { ReadJson } from "../../domain/json.ts";
import type { Provider, TurnReader } from "../provider.ts";
import { agentOf } from "../shared/agent.ts";
import { errorText } from "../shared/error-text.ts";
import { noTurns } from "../shared/no-turns.ts";
import { createHttpReader, type HttpProtocol } from "../shared/http-reader.ts";
import { splitTarget } from "../shared/path.ts";
import { wireOf } from "../shared/wire.ts";
import { isComplete, readAnswer, readEvent } from "./answer.ts";
import { readAsk } from "./ask.ts";
import { geminiReplay } from "./replay.ts";

/** Gemini: `POST /v1beta/models/M:generateContent` and `:streamGenerateContent`, answered with JSON or server-sent events. */
export const gemini: Provider = {
  id: "gemini",
  label: "Gemini",
  upstreams: [{ name: "gemini", defaultUrl: "https://generativelanguage.googleapis.com", env: ["GEMINI_BASE_URL"] }],
  claims: (head) => wireOf(head) === "gemini",
  route: (head) => ({ upstream: "gemini", path: versioned(head.path) }),
  reader,
  secretHeaders: ["x-goog-api-key"],
  replay: geminiReplay,
  errorBody: (error) => ({ error: { code: statuses[error.code]?.[0] ?? 502, message: errorText(error), status: statuses[error.code]?.[1] ?? "UNAVAILABLE" } }),
};

/** Only the methods that generate ask a model; the model's name stands in the path. */
function reader(opening: Opening, readJson?: ReadJson): TurnReader {
  const model = /\/models\/([^/:]+):(?:stream)?generateContent$/i.exec(splitTarget(opening.request.path).path)?.[1];
  return model !== undefined && opening.request.method === "POST" ? createHttpReader(protocolFor(model), opening, readJson) : noTurns;
}

function protocolFor(model: string): HttpProtocol {
  return {
    id: "gemini",
    model,
    origin: agentOf,
    ask: readAsk,
    answer: readAnswer,
    event: readEvent,
    complete: isComplete,
  };
}

/** The base URL of this API holds no version; a client that was given one leaves it out. */
function versioned(target: string): string {
  return /^\/(?:models|tunedModels)\//.test(target) ? `/v1beta${target}` : target;
}

const statuses: Partial<Record<ErrorCode, readonly [code: number, status: string]>> = {
  USAGE: [400, "INVALID_ARGUMENT"],
  NO_ROUTE: [404, "NOT_FOUND"],
  NOT_FOUND: [404, "NOT_FOUND"],
  REPLAY_MISS: [404, "NOT_FOUND"],
  UNAUTHORIZED: [401, "UNAUTHENTICATED"],
  UPSTREAM_TIMEOUT: [504, "DEADLINE_EXCEEDED"],
};
