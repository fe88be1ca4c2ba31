import type { ErrorCode } from "../../domain/errors.ts";
import type { Provider } from "../provider.ts";
import { errorText } from "../shared/error-text.ts";
import { noTurns } from "../shared/no-turns.ts";
import { splitTarget } from "../shared/path.ts";
import { wireOf } from "../shared/wire.ts";

/** Anthropic Messages: `POST /v1/messages`, answered with JSON or server-sent events. */
export const anthropic: Provider = {
  id: "anthropic",
  label: "Anthropic Messages",
  upstreams: [{ name: "anthropic", defaultUrl: "https://api.anthropic.com", env: ["ANTHROPIC_BASE_URL"] }],
  claims: (head) => wireOf(head) === "messages",
  route: (head) => ({ upstream: "anthropic", path: versioned(head.path) }),
  reader: () => noTurns,
  secretHeaders: ["x-api-key", "anthropic-organization-id"],
  errorBody: (error) => ({ type: "error", error: { type: errorTypes[error.code] ?? "api_error", message: errorText(error) } }),
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
