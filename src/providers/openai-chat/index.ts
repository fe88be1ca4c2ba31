import type { Opening } from "../../domain/exchange.ts";
import { headerOf } from "../../domain/headers.ts";
import type { ReadJson } from "../../domain/json.ts";
import type { Provider, TurnReader } from "../provider.ts";
import { agentOf, originOf } from "../shared/agent.ts";
import { createHttpReader, type HttpProtocol } from "../shared/http-reader.ts";
import { noTurns } from "../shared/no-turns.ts";
import { openAiErrorBody, openAiSecretHeaders, openAiUpstream } from "../shared/openai.ts";
import { splitTarget } from "../shared/path.ts";
import { wireOf } from "../shared/wire.ts";
import { isComplete, readAnswer, readEvent } from "./answer.ts";
import { readAsk } from "./ask.ts";
import { chatReplay } from "./replay.ts";

/** OpenAI Chat Completions: `POST /v1/chat/completions`, answered with JSON or server-sent events. */
export const openaiChat: Provider = {
  id: "openai-chat",
  label: "OpenAI Chat Completions",
  upstreams: [openAiUpstream],
  claims: (head) => wireOf(head) === "chat",
  route: (head) => ({ upstream: "openai", path: head.path }),
  reader,
  secretHeaders: openAiSecretHeaders,
  replay: chatReplay,
  errorBody: openAiErrorBody,
};

/** Only `…/chat/completions` itself asks a model; paths below it manage stored answers. */
function reader(opening: Opening, readJson?: ReadJson): TurnReader {
  const asks = opening.request.method === "POST" && splitTarget(opening.request.path).path.endsWith("/chat/completions");
  return asks ? createHttpReader(protocol, opening, readJson) : noTurns;
}

const protocol: HttpProtocol = {
  id: "openai-chat",
  origin: (headers) => originOf({ ...agentOf(headers), session: headerOf(headers, "x-session-id") }),
  ask: readAsk,
  answer: readAnswer,
  event: readEvent,
  complete: isComplete,
};
