import { expect, test } from "vitest";
import type { Header, RequestHead } from "../../../src/domain/exchange.ts";
import { providerById, providerOf, providers, routeOf, targetOf, upstreamSpecs } from "../../../src/providers/registry.ts";

const head = (path: string, ...headers: Header[]): RequestHead => ({ method: "POST", path, headers, upgrade: false });
const account: Header = ["ChatGPT-Account-Id", "acc"];

/** Where a request ends up, with the default base URLs or one given. */
function sentTo(request: RequestHead, baseUrl?: string): string | undefined {
  const { route } = routeOf(request);
  if (route === undefined) return undefined;
  const { origin, path } = targetOf(route, baseUrl ?? upstreamSpecs[route.upstream]?.defaultUrl ?? "");
  return origin + path;
}

test.each<[string, RequestHead, string]>([
  ["messages", head("/v1/messages?beta=true"), "https://api.anthropic.com/v1/messages?beta=true"],
  ["messages without a version", head("/messages?x=%20"), "https://api.anthropic.com/v1/messages?x=%20"],
  ["a model list with Anthropic's headers", head("/v1/models", ["Anthropic-Version", "2023-06-01"]), "https://api.anthropic.com/v1/models"],
  ["an unknown path with x-api-key", head("/v1/files", ["x-api-key", "k"]), "https://api.anthropic.com/v1/files"],
  ["an unknown path with an Anthropic key", head("/v1/x", ["authorization", "Bearer sk-ant-1"]), "https://api.anthropic.com/v1/x"],
  ["responses", head("/v1/responses"), "https://api.openai.com/v1/responses"],
  ["responses without a version", head("/responses"), "https://api.openai.com/v1/responses"],
  ["responses, whatever Anthropic-like header came along", head("/v1/responses", ["x-api-key", "k"]), "https://api.openai.com/v1/responses"],
  ["a model list", head("/v1/models"), "https://api.openai.com/v1/models"],
  ["a model list without a version", head("/models"), "https://api.openai.com/v1/models"],
  ["an unknown path with an OpenAI key", head("/v1/files", ["authorization", "Bearer sk-1"]), "https://api.openai.com/v1/files"],
  ["an unknown path from Codex", head("/v1/x", ["originator", "codex_exec"]), "https://api.openai.com/v1/x"],
  ["chat completions", head("/v1/chat/completions"), "https://api.openai.com/v1/chat/completions"],
  ["chat completions without a version", head("/chat/completions"), "https://api.openai.com/v1/chat/completions"],
  ["an empty account", head("/v1/responses", ["chatgpt-account-id", ""]), "https://api.openai.com/v1/responses"],
  ["responses of an account", head("/v1/responses", account), "https://chatgpt.com/backend-api/codex/responses"],
  ["realtime of an account", head("/v1/realtime?model=x&y=a+b", account), "https://chatgpt.com/backend-api/codex/realtime?model=x&y=a+b"],
  ["models of an account", head("/v1/models?client_version=1", account), "https://chatgpt.com/backend-api/codex/models?client_version=1"],
  ["responses of an account without a version", head("/responses", account), "https://chatgpt.com/backend-api/codex/responses"],
  ["an unknown path of an account", head("/v1/x", account), "https://chatgpt.com/backend-api/codex/x"],
  ["plugins", head("/v1/plugins/a"), "https://chatgpt.com/backend-api/plugins/a"],
  ["ps plugins", head("/v1/ps/plugins/x"), "https://chatgpt.com/backend-api/ps/plugins/x"],
  ["connectors", head("/v1/connectors"), "https://chatgpt.com/backend-api/connectors"],
  ["analytics", head("/v1/codex/analytics-events/events"), "https://chatgpt.com/backend-api/codex/analytics-events/events"],
  ["the apps' MCP server", head("/v1/api/codex/ps/mcp"), "https://chatgpt.com/backend-api/ps/mcp"],
  ["another API of Codex", head("/v1/api/codex/tasks"), "https://chatgpt.com/backend-api/codex/api/codex/tasks"],
  ["the platform by its own path", head("/backend-api/wham/accounts/check?a"), "https://chatgpt.com/backend-api/wham/accounts/check?a"],
  ["responses by their own path", head("/backend-api/codex/responses"), "https://chatgpt.com/backend-api/codex/responses"],
  ["gemini", head("/v1beta/models/g:streamGenerateContent?alt=sse"), "https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent?alt=sse"],
  ["gemini in version 1", head("/v1/models/gemini-9:generateContent"), "https://generativelanguage.googleapis.com/v1/models/gemini-9:generateContent"],
  ["gemini without a version", head("/models/gemini-9:generateContent"), "https://generativelanguage.googleapis.com/v1beta/models/gemini-9:generateContent"],
  ["an unknown path with a Google key", head("/v1/files", ["x-goog-api-key", "k"]), "https://generativelanguage.googleapis.com/v1/files"],
])("%s goes where it belongs", (_, request, url) => {
  expect(sentTo(request)).toBe(url);
});

test("a request that tells nothing has no route", () => {
  expect(routeOf(head("/"))).toEqual({});
  expect(routeOf(head("/v1/files", ["authorization", "Bearer eyJ"]))).toEqual({});
});

test.each([
  ["https://h/serving-endpoints/anthropic", head("/v1/messages"), "https://h/serving-endpoints/anthropic/v1/messages"],
  ["https://h/v1/", head("/v1/messages?a=/v1"), "https://h/v1/messages?a=/v1"],
  ["https://h/openai/v1", head("/v1/responses"), "https://h/openai/v1/responses"],
  ["http://127.0.0.1:9", head("/v1/responses"), "http://127.0.0.1:9/v1/responses"],
  ["https://h/v", head("/v1/responses"), "https://h/v/v1/responses"],
  ["https://h/v1", head("/v1beta/models/g:generateContent"), "https://h/v1/v1beta/models/g:generateContent"],
])("the base %s is put in front without doubling", (base, request, url) => {
  expect(sentTo(request, base)).toBe(url);
});

test.each(["http://h", "http://h/", "http://h/backend-api", "http://h/backend-api/", "http://h/backend-api/codex", "http://h/backend-api/codex/"])(
  "ChatGPT's base URL may be written %s",
  (base) => {
    expect(sentTo(head("/v1/responses", account), base)).toBe("http://h/backend-api/codex/responses");
    expect(sentTo(head("/backend-api/wham/x"), base)).toBe("http://h/backend-api/wham/x");
    expect(sentTo(head("/v1/codex/y"), base)).toBe("http://h/backend-api/codex/y");
  },
);

test("ChatGPT behind a gateway keeps the gateway's path", () => {
  expect(sentTo(head("/v1/responses", account), "http://gw/a/backend-api/codex")).toBe("http://gw/a/backend-api/codex/responses");
  expect(sentTo(head("/v1/responses", account), "http://gw/codex")).toBe("http://gw/codex/responses");
});

test("every upstream is named once, with its environment variables", () => {
  const env = Object.values(upstreamSpecs).map((spec) => [spec.name, ...spec.env]);
  expect(env).toEqual([
    ["anthropic", "ANTHROPIC_BASE_URL"],
    ["openai", "OPENAI_BASE_URL"],
    ["chatgpt", "CHATGPT_BASE_URL", "CODEX_CHATGPT_BASE_URL"],
    ["gemini", "GEMINI_BASE_URL"],
  ]);
});

test("a provider is found by its id and by what a request speaks", () => {
  for (const provider of providers) expect(providerById(provider.id)).toBe(provider);
  expect(providerById("nobody")).toBeUndefined();
  expect(providerOf(head("/v1/chat/completions"))?.id).toBe("openai-chat");
});
