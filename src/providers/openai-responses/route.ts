import type { RequestHead } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import type { Route, UpstreamSpec } from "../provider.ts";
import { isUnder, splitTarget, withoutVersion } from "../shared/path.ts";
import { chatGptPaths } from "../shared/openai.ts";

/**
 * ChatGPT's backend, which Codex uses with a ChatGPT login. Routes are relative to its platform
 * (`…/backend-api`), below which Codex' own API lies (`/codex`); a base URL may name either, or the host only.
 */
export const chatGptUpstream: UpstreamSpec = {
  name: "chatgpt",
  defaultUrl: "https://chatgpt.com/backend-api/codex",
  env: ["CHATGPT_BASE_URL", "CODEX_CHATGPT_BASE_URL"],
  basePath: platformPath,
};

function platformPath(path: string): string {
  if (path.endsWith("/codex")) return path.slice(0, -"/codex".length);
  return path.endsWith("/backend-api") ? path : `${path}/backend-api`;
}

/** Where a request of OpenAI's protocols goes: to ChatGPT's backend by its path or its account, else to the platform. */
export function route(head: RequestHead): Route {
  const { path, query } = splitTarget(head.path);
  const below = chatGptPath(path, head);
  return below === undefined ? { upstream: "openai", path: head.path } : { upstream: "chatgpt", path: below + query };
}

/** The path relative to ChatGPT's platform, or undefined when the request does not belong there. */
function chatGptPath(path: string, head: RequestHead): string | undefined {
  if (isUnder(path, "/backend-api")) return path.slice("/backend-api".length);
  const bare = withoutVersion(path);
  if (isUnder(bare, "/api/codex/ps/mcp")) return bare.slice("/api/codex".length);
  if (chatGptPaths.some((one) => isUnder(bare, one))) return bare;
  if (isUnder(bare, "/api/codex")) return `/codex${bare}`;
  return headerOf(head.headers, "chatgpt-account-id") ? `/codex${bare}` : undefined;
}
