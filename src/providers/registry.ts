import type { RequestHead } from "../domain/exchange.ts";
import { anthropic } from "./anthropic/index.ts";
import { gemini } from "./gemini/index.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openaiResponses } from "./openai-responses/index.ts";
import type { Provider, Route, UpstreamSpec } from "./provider.ts";
import { joinPath, splitTarget } from "./shared/path.ts";

/** Raised whenever readers or summaries come to mean something else, so that what was derived before is derived anew. */
export const READING_REVISION = 2;

/** Every protocol that is understood. */
export const providers: readonly Provider[] = [anthropic, openaiResponses, openaiChat, gemini];

/** Every upstream of every provider, by name; providers may share one. */
export const upstreamSpecs: Readonly<Record<string, UpstreamSpec>> = Object.fromEntries(
  providers.flatMap(({ upstreams }) => upstreams.map((spec) => [spec.name, spec] as const)),
);

/** The provider whose protocol a request speaks; undefined when nobody knows it. */
export function providerOf(head: RequestHead): Provider | undefined {
  return providers.find((provider) => provider.claims(head));
}

/** The provider of that id, as exchanges name it. */
export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}

/** Who understands a request and where it goes; both absent when the head tells neither. */
export function routeOf(head: RequestHead): { readonly provider?: Provider; readonly route?: Route } {
  const provider = providerOf(head);
  return provider === undefined ? {} : { provider, route: provider.route(head) };
}

/**
 * The origin and the request target of a route at the base URL configured for its upstream. The base path
 * is put in front without doubling; the query stays byte for byte. Throws TypeError when `baseUrl` is not
 * a URL: configuration is validated before.
 */
export function targetOf(route: Route, baseUrl: string): { readonly origin: string; readonly path: string } {
  const base = new URL(baseUrl);
  const configured = base.pathname.replace(/\/+$/, "");
  const basePath = upstreamSpecs[route.upstream]?.basePath?.(configured) ?? configured;
  const { path, query } = splitTarget(route.path);
  return { origin: base.origin, path: joinPath(basePath, path) + query };
}
