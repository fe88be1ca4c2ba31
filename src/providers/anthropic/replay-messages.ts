import type { Part } from "../../domain/ask.ts";
import { canonical, isObject, listAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Memo } from "../replay-knowledge.ts";
import { canonicalOnce, inCallOrder } from "../shared/replay-parts.ts";
import { withoutPlace, withoutToolNoise } from "../shared/replay-text.ts";

/** What Claude Code adds to messages by itself: the date, the project's instructions, hints. Nobody said it. */
const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>\s*/g;

/**
 * A message in one form, whoever sent it, without what the agent adds and without thinking. Empty when nothing was
 * said. A string is a list of one text; results of tools that ran side by side are put in order.
 */
export function canonicalMessage(message: Json): string {
  if (textAt(message, "role") === "system") return "";
  const blocks = inCallOrder(blocksOf(message), resultOf).flatMap(canonicalBlock);
  return blocks.length === 0 ? "" : canonical({ role: textAt(message, "role") ?? "user", content: blocks });
}

/** The reminders in a message, and its thinking: what may differ and is told as drift, named by the message's position. */
export function partsOfMessage(message: Json, i: number, memo: Memo): readonly Part[] {
  const blocks = blocksOf(message);
  const thinking = blocks.filter(isThinking).map((block) => canonicalOnce(block, memo));
  const added = blocks.map((block) => (isThinking(block) ? "" : once(block, memo, addedTo))).filter((text) => text !== "");
  const system = textAt(message, "role") === "system" ? blocks.flatMap((block) => textAt(block, "text") ?? []).map(withoutPlace) : [];
  return [
    ...(added.length + system.length > 0 ? [[`reminders[${i}]`, [...system, ...added].join("\n")] as const] : []),
    ...(thinking.length > 0 ? [[`thinking[${i}]`, thinking.join("\n")] as const] : []),
  ];
}

/** The blocks of a message's content, which may be one string. */
function blocksOf(message: Json | undefined): readonly Json[] {
  return listOf(isObject(message) ? message["content"] : undefined);
}

/** A value without the mark up to which it is cached: it moves from message to message. */
export function withoutCacheControl(value: Json): Json {
  if (!isObject(value) || !("cache_control" in value)) return value;
  const { cache_control: _, ...rest } = value;
  return rest;
}

function listOf(content: Json | undefined): readonly Json[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as readonly Json[]) : [];
}

function resultOf(block: Json): string | undefined {
  return textAt(block, "tool_use_id");
}

function isThinking(block: Json): boolean {
  return textAt(block, "type")?.endsWith("thinking") === true;
}

function canonicalBlock(block: Json): readonly Json[] {
  if (!isObject(block)) return [block];
  if (isThinking(block)) return [];
  const type = textAt(block, "type");
  if (type === "text") return saidIn(block);
  return [type === "tool_result" ? resultBlock(block) : withoutCacheControl(block)];
}

function saidIn(block: JsonObject): readonly Json[] {
  const text = textAt(block, "text") ?? "";
  const said = text.replace(REMINDER, "");
  return said.trim() === "" && text !== said ? [] : [{ type: "text", text: said }];
}

/** Only a failure is named: `is_error: false` says as much as nothing. */
function resultBlock(block: JsonObject): JsonObject {
  const content = listOf(block["content"]).map((part) => resultText(part) ?? withoutCacheControl(part));
  return { type: "tool_result", tool_use_id: block["tool_use_id"] ?? "", content, ...(block["is_error"] === true && { is_error: true }) };
}

function resultText(part: Json): string | undefined {
  const text = textAt(part, "text");
  return text === undefined ? undefined : withoutToolNoise(text.replace(REMINDER, ""));
}

/** The reminders in a block, without what changes with day and place. */
function addedTo(block: Json): string {
  const texts = textAt(block, "text") === undefined ? (listAt(block, "content") ?? [textAt(block, "content") ?? ""]) : [block];
  const found = texts.flatMap((one) => (typeof one === "string" ? one : (textAt(one, "text") ?? "")).match(REMINDER) ?? []);
  return found.map((text) => withoutPlace(text.trim())).join("\n");
}

function once(block: Json, memo: Memo, make: (block: Json) => string): string {
  return isObject(block) ? memo(block, () => make(block)) : "";
}
