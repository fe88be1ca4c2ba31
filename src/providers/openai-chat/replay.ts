import type { Ask } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Origin } from "../../domain/turn.ts";
import type { Memo, ReplayKnowledge, Stub } from "../replay-knowledge.ts";
import { agentOf, originOf } from "../shared/agent.ts";
import { headerOf } from "../../domain/headers.ts";
import { splitTarget } from "../shared/path.ts";
import { inCallOrder, onlyReads, partsOf, positioned, settingParts, sideAsk, toolPart } from "../shared/replay-parts.ts";
import { withoutPlace } from "../shared/replay-text.ts";
import { completionDelta, completionNews, convertCompletion } from "./replay-answer.ts";
import { canonicalMessage, isAdded, resultOf, textOf } from "./replay-messages.ts";

/** What replay knows of Chat Completions. Every ask holds its whole conversation. */
export const chatReplay: ReplayKnowledge = {
  ask,
  origin,
  news: completionNews,
  endsAnswer: () => false,
  delta: completionDelta,
  convert: convertCompletion,
  stub,
  stubMessages: () => undefined,
};

/** Members that have parts of their own, differ in every run, or only say how the answer is carried. */
const KNOWN = new Set("model messages tools metadata user prompt_cache_key session_id safety_identifier stream stream_options".split(" "));

function ask(head: RequestHead, message: Json, memo: Memo): Ask | undefined {
  if (head.upgrade) return undefined;
  if (onlyReads(head)) return sideAsk(head, message);
  if (!splitTarget(head.path).path.endsWith("/chat/completions") || !isObject(message)) return undefined;
  const messages = listAt(message, "messages") ?? [];
  const once = (one: Json, make: (one: Json) => string): string => (isObject(one) ? memo(one, () => make(one)) : make(one));
  const said = inCallOrder(messages.filter((one) => !isAdded(one)), resultOf);
  return {
    kind: "turn",
    shape: shapeOf(message),
    conversation: positioned("messages", said.map((one) => once(one, canonicalMessage))),
    parts: partsOf({
      model: textAt(message, "model"),
      system: positioned("system", messages.filter(isAdded).map((one) => once(one, (added) => withoutPlace(textOf(added))))),
      tools: (listAt(message, "tools") ?? []).map((tool) => toolPart(textAt(objectAt(tool, "function"), "name") ?? textAt(tool, "type") ?? "", tool, memo)),
      settings: settingParts(message, KNOWN),
    }),
    stream: message["stream"] === true,
  };
}

function shapeOf(message: JsonObject): string {
  const format = textAt(objectAt(message, "response_format"), "type") ?? "text";
  return ["turn", ...(format === "text" ? [] : ["format"]), ...((listAt(message, "tools") ?? []).length > 0 ? ["tools"] : [])].join("+");
}

function origin({ headers }: RequestHead, message: Json): Origin {
  const session = headerOf(headers, "x-session-id") ?? textAt(objectAt(message, "metadata"), "session_id") ?? textAt(message, "prompt_cache_key");
  return originOf({ ...agentOf(headers), session });
}

function stub(head: RequestHead): Stub | undefined {
  if (head.method !== "HEAD" && head.method !== "OPTIONS") return undefined;
  return { status: 200, body: {}, why: "not recorded; answered that all is well" };
}
