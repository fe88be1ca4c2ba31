import { textAt } from "../../domain/json.ts";
import type { ReplayKnowledge } from "../replay-knowledge.ts";
import { messageDelta, messageNews } from "./replay-answer.ts";
import { readReplayAsk } from "./replay-ask.ts";
import { convertMessage } from "./replay-convert.ts";
import { replayOrigin } from "./replay-origin.ts";
import { stubFor } from "./replay-stub.ts";

/** What replay knows of Anthropic Messages. Every ask holds its whole conversation. */
export const messagesReplay: ReplayKnowledge = {
  ask: readReplayAsk,
  origin: replayOrigin,
  news: messageNews,
  endsAnswer: (message) => ["message_stop", "error"].includes(textAt(message, "type") ?? ""),
  delta: messageDelta,
  convert: convertMessage,
  stub: stubFor,
  stubMessages: () => undefined,
};
