import type { ReplayKnowledge } from "../replay-knowledge.ts";
import { endsResponse, responseDelta, responseNews } from "./replay-answer.ts";
import { readReplayAsk } from "./replay-ask.ts";
import { convertResponse } from "./replay-convert.ts";
import { replayOrigin } from "./replay-origin.ts";
import { stubFor, stubMessagesFor } from "./replay-stub.ts";

/** What replay knows of OpenAI's Responses: one conversation, whatever carries it. */
export const responsesReplay: ReplayKnowledge = {
  ask: readReplayAsk,
  origin: replayOrigin,
  news: responseNews,
  endsAnswer: endsResponse,
  delta: responseDelta,
  convert: convertResponse,
  stub: stubFor,
  stubMessages: stubMessagesFor,
};
