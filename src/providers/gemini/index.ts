import type { ErrorCode } from "../../domain/errors.ts";
import type { Provider } from "../provider.ts";
import { errorText } from "../shared/error-text.ts";
import { noTurns } from "../shared/no-turns.ts";
import { wireOf } from "../shared/wire.ts";

/** Gemini: `POST /v1beta/models/M:generateContent` and `:streamGenerateContent`, answered with JSON or server-sent events. */
export const gemini: Provider = {
  id: "gemini",
  label: "Gemini",
  upstreams: [{ name: "gemini", defaultUrl: "https://generativelanguage.googleapis.com", env: ["GEMINI_BASE_URL"] }],
  claims: (head) => wireOf(head) === "gemini",
  route: (head) => ({ upstream: "gemini", path: versioned(head.path) }),
  reader: () => noTurns,
  secretHeaders: ["x-goog-api-key"],
  errorBody: (error) => ({ error: { code: statuses[error.code]?.[0] ?? 502, message: errorText(error), status: statuses[error.code]?.[1] ?? "UNAVAILABLE" } }),
};

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
