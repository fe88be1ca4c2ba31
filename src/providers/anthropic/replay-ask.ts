import type { Ask } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Memo } from "../replay-knowledge.ts";
import { splitTarget } from "../shared/path.ts";
import { canonicalOnce, onlyReads, partsOf, positioned, settingParts, sideAsk, toolPart } from "../shared/replay-parts.ts";
import { withoutPlace } from "../shared/replay-text.ts";
import { canonicalMessage, partsOfMessage, withoutCacheControl } from "./replay-messages.ts";
import { sideKind } from "./replay-stub.ts";

/** Members that have parts of their own, differ in every run, or only say how the answer is carried. */
const KNOWN = new Set(["model", "messages", "system", "tools", "metadata", "stream"]);

/** Reads what one request asks. Undefined: it asks nothing that is known here. */
export function readReplayAsk(head: RequestHead, message: Json, memo: Memo): Ask | undefined {
  if (head.upgrade) return undefined;
  const { path } = splitTarget(head.path);
  if (head.method === "POST" && path.endsWith("/messages")) return modelAsk(message, memo);
  const kind = sideKind(head);
  if (kind === "tokens") return tokensAsk(head, message, memo);
  return onlyReads(head) || kind !== undefined ? sideAsk(head, kind === "telemetry" ? null : message) : undefined;
}

function modelAsk(ask: Json, memo: Memo): Ask | undefined {
  if (!isObject(ask)) return undefined;
  return { kind: "turn", shape: shapeOf(ask), ...readParts(ask, memo), stream: ask["stream"] === true };
}

/** Counting tokens is compared like the ask that is counted. */
function tokensAsk(head: RequestHead, ask: Json, memo: Memo): Ask {
  const side = sideAsk(head, ask);
  return isObject(ask) ? { ...side, ...readParts(ask, memo) } : side;
}

function readParts(ask: JsonObject, memo: Memo): Pick<Ask, "conversation" | "parts"> {
  const messages = listAt(ask, "messages") ?? [];
  const said = messages.map((message) => (isObject(message) ? memo(message, () => canonicalMessage(message)) : canonicalMessage(message)));
  const system = positioned("system", systemTexts(ask["system"], memo));
  return {
    conversation: positioned("messages", said.filter((text) => text !== "")),
    parts: partsOf({
      model: textAt(ask, "model"),
      system: [...system, ...messages.flatMap((message, i) => partsOfMessage(message, i, memo))],
      tools: (listAt(ask, "tools") ?? []).map((tool) => toolPart(textAt(tool, "name") ?? textAt(tool, "type") ?? "", withoutCacheControl(tool), memo)),
      settings: settingParts(ask, KNOWN),
    }),
  };
}

function systemTexts(system: Json | undefined, memo: Memo): readonly string[] {
  if (typeof system === "string") return [withoutPlace(system)];
  if (!Array.isArray(system)) return [];
  return (system as readonly Json[]).map((block) => {
    const text = textAt(block, "text");
    return text === undefined ? canonicalOnce(withoutCacheControl(block), memo) : withoutPlace(text);
  });
}

/** What sort of answer is wanted. Claude Code asks for its session's title beside the conversation, without tools. */
function shapeOf(ask: JsonObject): string {
  const tools = (listAt(ask, "tools") ?? []).length > 0;
  const format = objectAt(objectAt(ask, "output_config"), "format") ?? objectAt(ask, "output_format");
  const wanted = Object.keys(objectAt(objectAt(format, "schema"), "properties") ?? {});
  if (!tools && wanted.length === 1 && wanted[0] === "title") return "title";
  return ["turn", ...(format === undefined ? [] : ["format"]), ...(tools ? ["tools"] : [])].join("+");
}
