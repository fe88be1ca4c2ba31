import type { HeaderList, RequestHead } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import { chatGptPaths } from "./openai.ts";
import { isUnder, splitTarget, withoutVersion } from "./path.ts";

/** The vendors' protocols that a request head can be told apart by. */
export type Wire = "messages" | "responses" | "chat" | "gemini";

/**
 * The protocol that a request speaks: by its path where the path belongs to one protocol only, else by
 * its headers. One function decides for every provider, so that no two can claim the same request.
 */
export function wireOf(head: RequestHead): Wire | undefined {
  const { path } = splitTarget(head.path);
  return wireOfPath(path) ?? wireOfHeaders(head.headers) ?? (isUnder(withoutVersion(path), "/models") ? "responses" : undefined);
}

const GEMINI_VERSIONS = ["/v1beta", "/v1alpha", "/v1beta1", "/upload/v1beta"];
const GEMINI_METHOD = /^\/(?:models|tunedModels)\/[^/]+:(?:\w*generateContent|countTokens|\w*embedContents?)$/i;
const CODEX_PATHS = [...chatGptPaths, "/api/codex"];

function wireOfPath(path: string): Wire | undefined {
  const bare = withoutVersion(path);
  if (GEMINI_VERSIONS.some((version) => isUnder(path, version)) || GEMINI_METHOD.test(bare)) return "gemini";
  if (isUnder(bare, "/messages")) return "messages";
  if (isUnder(bare, "/chat/completions")) return "chat";
  if (isUnder(bare, "/responses") || isUnder(bare, "/realtime")) return "responses";
  if (isUnder(path, "/backend-api") || CODEX_PATHS.some((one) => isUnder(bare, one))) return "responses";
  return undefined;
}

function wireOfHeaders(headers: HeaderList): Wire | undefined {
  const authorization = headerOf(headers, "authorization") ?? "";
  if (headerOf(headers, "anthropic-version") !== undefined) return "messages";
  if (looksLikeOpenAi(headers)) return "responses";
  if (headerOf(headers, "x-goog-api-key") !== undefined) return "gemini";
  if (headerOf(headers, "x-api-key") !== undefined || /^bearer sk-ant-/i.test(authorization)) return "messages";
  return /^bearer sk-/i.test(authorization) ? "responses" : undefined;
}

function looksLikeOpenAi(headers: HeaderList): boolean {
  if (headerOf(headers, "chatgpt-account-id")) return true;
  if (headers.some(([name]) => name.toLowerCase().startsWith("openai-"))) return true;
  return /^codex/i.test(headerOf(headers, "originator") ?? "") || /^codex/i.test(headerOf(headers, "user-agent") ?? "");
}
