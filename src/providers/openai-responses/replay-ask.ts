import type { Ask, Part } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Memo } from "../replay-knowledge.ts";
import { splitTarget } from "../shared/path.ts";
import { canonicalOnce, inCallOrder, onlyReads, partsOf, positioned, settingParts, sideAsk, toolPart } from "../shared/replay-parts.ts";
import { addedText, canonicalItem, kindOfItem, resultOf, type ItemKind } from "./replay-items.ts";
import { isForTitle, turnMetadata } from "./origin.ts";
import { sideKind } from "./replay-stub.ts";

/** Members that have parts of their own, differ in every run, or only say how the ask is carried. */
const KNOWN = new Set(
  "model input instructions tools prompt_cache_key client_metadata metadata user safety_identifier type stream stream_options previous_response_id generate".split(" "),
);

/** Reads what is asked over HTTP or in one WebSocket message. Undefined: it asks nothing, or nothing that is known here. */
export function readReplayAsk(head: RequestHead, message: Json, memo: Memo): Ask | undefined {
  const { path } = splitTarget(head.path);
  if (head.upgrade) return path.endsWith("/responses") && textAt(message, "type") === "response.create" ? turnAsk(head, message, memo) : undefined;
  if (head.method === "POST" && /\/responses(?:\/compact)?$/.test(path)) return turnAsk(head, message, memo);
  return onlyReads(head) || sideKind(head) !== undefined ? sideOf(head, message) : undefined;
}

/** What telemetry says differs each time and decides nothing. */
function sideOf(head: RequestHead, message: Json): Ask {
  return sideAsk(head, sideKind(head) === "telemetry" ? null : message);
}

function turnAsk(head: RequestHead, ask: Json, memo: Memo): Ask | undefined {
  if (!isObject(ask)) return undefined;
  const items = inputOf(ask["input"]);
  const previousId = textAt(ask, "previous_response_id");
  const said = inCallOrder(ofKind(items, "conversation"), resultOf);
  return {
    kind: "turn",
    shape: splitTarget(head.path).path.endsWith("/compact") ? "compact" : shapeOf(ask),
    conversation: positioned("input", said.map((item) => once(item, memo, canonicalItem))),
    parts: partsOf({
      model: textAt(ask, "model"),
      system: systemParts(ask, items, memo),
      tools: [ask, ...ofKind(items, "tools")].flatMap((holder) => listAt(holder, "tools") ?? []).flatMap((tool) => toolParts(tool, memo)),
      settings: settingParts(ask, KNOWN),
    }),
    ...(previousId !== undefined && { previousId }),
    ...(!head.upgrade && { stream: ask["stream"] === true }),
  };
}

/** Tools are no part of it: an ask of news only does not repeat them. */
function shapeOf(ask: JsonObject): string {
  if (ask["generate"] === false) return "prewarm";
  const format = objectAt(objectAt(ask, "text"), "format");
  const wanted = Object.keys(objectAt(objectAt(format, "schema"), "properties") ?? {});
  if (isForTitle(turnMetadata(ask)) || (wanted.length === 1 && wanted[0] === "title")) return "title";
  return format === undefined || textAt(format, "type") === "text" ? "turn" : "turn+format";
}

function inputOf(input: Json | undefined): readonly Json[] {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? (input as readonly Json[]) : [];
}

function ofKind(items: readonly Json[], kind: ItemKind): readonly Json[] {
  return items.filter((item) => kindOfItem(item) === kind);
}

function systemParts(ask: JsonObject, items: readonly Json[], memo: Memo): readonly Part[] {
  const instructions = textAt(ask, "instructions") ?? "";
  const texts = ofKind(items, "system").map((item) => once(item, memo, addedText));
  const context = ofKind(items, "context").map((item) => once(item, memo, addedText));
  return [...positioned("system", instructions === "" ? texts : [instructions, ...texts]), ...positioned("context", context)];
}

/** A tool, or the tools of a namespace. Tools of the upstream's own have a type and no name. */
function toolParts(tool: Json, memo: Memo, namespace = ""): readonly Part[] {
  const name = textAt(tool, "name") ?? textAt(tool, "type") ?? canonicalOnce(tool, memo);
  const inner = listAt(tool, "tools");
  if (inner !== undefined && namespace === "") return inner.flatMap((one) => toolParts(one, memo, `${name}.`));
  return [toolPart(namespace + name, tool, memo)];
}

function once(item: Json, memo: Memo, make: (item: Json) => string): string {
  return isObject(item) ? memo(item, () => make(item)) : make(item);
}
