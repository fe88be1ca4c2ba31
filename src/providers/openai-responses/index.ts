import type { Opening } from "../../domain/exchange.ts";
import type { ReadJson } from "../../domain/json.ts";
import type { Provider, TurnReader } from "../provider.ts";
import { createHttpReader, type HttpProtocol } from "../shared/http-reader.ts";
import { noTurns } from "../shared/no-turns.ts";
import { openAiErrorBody, openAiSecretHeaders, openAiUpstream } from "../shared/openai.ts";
import { splitTarget } from "../shared/path.ts";
import { wireOf } from "../shared/wire.ts";
import { readAnswer, readEvent } from "./answer.ts";
import { readAsk } from "./ask.ts";
import { headerOrigin } from "./origin.ts";
import { responsesReplay } from "./replay.ts";
import { chatGptUpstream, route } from "./route.ts";
import { createWebSocketReader } from "./web-socket-reader.ts";

/** OpenAI Responses: `/v1/responses`, answered with JSON, server-sent events, or over a WebSocket. */
export const openaiResponses: Provider = {
  id: "openai-responses",
  label: "OpenAI Responses",
  upstreams: [openAiUpstream, chatGptUpstream],
  claims: (head) => wireOf(head) === "responses",
  route,
  reader,
  secretHeaders: [...openAiSecretHeaders, "chatgpt-account-id"],
  replay: responsesReplay,
  errorBody: openAiErrorBody,
};

/** Only `…/responses` itself asks a model, posted or as a WebSocket; a realtime session is another protocol. */
function reader(opening: Opening, readJson?: ReadJson): TurnReader {
  const { method, path } = opening.request;
  if (!splitTarget(path).path.endsWith("/responses")) return noTurns;
  if (opening.transport === "websocket") return createWebSocketReader(protocol.id, opening, readJson);
  return method === "POST" ? createHttpReader(protocol, opening, readJson) : noTurns;
}

const protocol: HttpProtocol = {
  id: "openai-responses",
  origin: headerOrigin,
  ask: readAsk,
  answer: readAnswer,
  event: readEvent,
  // Its clients take a stream without a last event for broken, and ask again.
  complete: () => false,
};
