import type { CcxrayError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { UpstreamSpec } from "../provider.ts";
import { errorText } from "./error-text.ts";

/** OpenAI's platform, which both of its protocols go to. */
export const openAiUpstream: UpstreamSpec = { name: "openai", defaultUrl: "https://api.openai.com/v1", env: ["OPENAI_BASE_URL"] };

/** Paths, after any `/v1`, that belong to ChatGPT's platform; `/codex` is Codex' own part of it. */
export const chatGptPaths: readonly string[] = ["/plugins", "/ps", "/connectors", "/codex", "/wham"];

/** Headers of OpenAI's platform that name an account or open one. */
export const openAiSecretHeaders: readonly string[] = ["openai-organization", "openai-project", "api-key"];

/** An error of ours as OpenAI's clients show it. */
export function openAiErrorBody(error: CcxrayError): Json {
  return { error: { message: errorText(error), type: "api_error", param: null, code: error.code.toLowerCase() } };
}
