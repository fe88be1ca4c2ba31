import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Block, Entry } from "../../domain/turn.ts";
import { problem, settingsOf, type Draft } from "../shared/draft.ts";

const KNOWN = ["contents", "systemInstruction", "system_instruction", "tools"];

/** Reads what is asked into the turn. The model stands in the path, not in the body. */
export function readAsk(draft: Draft, ask: JsonObject): void {
  const system = objectAt(ask, "systemInstruction") ?? objectAt(ask, "system_instruction");
  draft.system = blocksOfContent(system).flatMap((block) => (block.type === "text" ? [block.text] : []));
  draft.input = (listAt(ask, "contents") ?? []).map(entryOf);
  draft.tools = (listAt(ask, "tools") ?? []).flatMap((tool) => listAt(tool, "functionDeclarations") ?? []).map((raw) => ({
    name: textAt(raw, "name") ?? "",
    description: textAt(raw, "description") ?? "",
    raw,
  }));
  draft.settings = settingsOf(ask, KNOWN);
  if (!("contents" in ask)) problem(draft, "The ask has no contents.");
}

function entryOf(content: Json): Entry {
  const blocks = blocksOfContent(isObject(content) ? content : undefined);
  const onlyResults = blocks.length > 0 && blocks.every((block) => block.type === "toolResult");
  return { role: onlyResults ? "tool" : textAt(content, "role") === "model" ? "assistant" : "user", blocks };
}

/** The blocks of a content, of an ask or of an answer. */
export function blocksOfContent(content: JsonObject | undefined): readonly Block[] {
  return (listAt(content, "parts") ?? []).map(blockOf);
}

function blockOf(part: Json): Block {
  const text = textAt(part, "text");
  if (text !== undefined) return { type: isObject(part) && part["thought"] === true ? "thinking" : "text", text };
  const call = objectAt(part, "functionCall");
  if (call !== undefined) return { type: "toolCall", id: textAt(call, "id") ?? "", name: textAt(call, "name") ?? "", input: call["args"] ?? {} };
  const result = objectAt(part, "functionResponse");
  if (result === undefined) return { type: "unknown", label: Object.keys(isObject(part) ? part : {})[0] ?? "part", raw: part };
  const response = objectAt(result, "response");
  const content = textAt(response, "output") ?? textAt(response, "error") ?? JSON.stringify(result["response"] ?? "");
  return { type: "toolResult", id: textAt(result, "id") ?? "", content, ...(textAt(response, "error") !== undefined && { isError: true }) };
}
