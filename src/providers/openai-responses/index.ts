import type { Provider } from "../provider.ts";
import { noTurns } from "../shared/no-turns.ts";
import { openAiErrorBody, openAiSecretHeaders, openAiUpstream } from "../shared/openai.ts";
import { wireOf } from "../shared/wire.ts";
import { chatGptUpstream, route } from "./route.ts";

/** OpenAI Responses: `/v1/responses`, answered with JSON, server-sent events, or over a WebSocket. */
export const openaiResponses: Provider = {
  id: "openai-responses",
  label: "OpenAI Responses",
  upstreams: [openAiUpstream, chatGptUpstream],
  claims: (head) => wireOf(head) === "responses",
  route,
  reader: () => noTurns,
  secretHeaders: [...openAiSecretHeaders, "chatgpt-account-id"],
  errorBody: openAiErrorBody,
};
