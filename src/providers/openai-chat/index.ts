import type { Provider } from "../provider.ts";
import { noTurns } from "../shared/no-turns.ts";
import { openAiErrorBody, openAiSecretHeaders, openAiUpstream } from "../shared/openai.ts";
import { wireOf } from "../shared/wire.ts";

/** OpenAI Chat Completions: `POST /v1/chat/completions`, answered with JSON or server-sent events. */
export const openaiChat: Provider = {
  id: "openai-chat",
  label: "OpenAI Chat Completions",
  upstreams: [openAiUpstream],
  claims: (head) => wireOf(head) === "chat",
  route: (head) => ({ upstream: "openai", path: head.path }),
  reader: () => noTurns,
  secretHeaders: openAiSecretHeaders,
  errorBody: openAiErrorBody,
};
