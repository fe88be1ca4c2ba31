import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Block, Entry, Role, ToolDefinition } from "../../domain/turn.ts";
import { originOf } from "../shared/agent.ts";
import { problem, settingsOf, type Draft } from "../shared/draft.ts";
import { toolCall } from "../shared/output.ts";

const KNOWN = ["model", "messages", "tools", "metadata", "user", "prompt_cache_key"];

/** Reads what is asked into the turn. Leading system messages are the system prompt. */
export function readAsk(draft: Draft, ask: JsonObject): void {
  const entries = (listAt(ask, "messages") ?? []).map(entryOf);
  const end = entries.findIndex(({ role }) => role !== "system");
  const system = end < 0 ? entries : entries.slice(0, end);
  draft.model = textAt(ask, "model") ?? "";
  draft.system = system.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])));
  draft.input = entries.slice(system.length);
  draft.tools = (listAt(ask, "tools") ?? []).map(toolOf);
  draft.settings = settingsOf(ask, KNOWN);
  draft.origin = originOf({ ...draft.origin, session: draft.origin.session ?? textAt(objectAt(ask, "metadata"), "session_id") ?? textAt(ask, "prompt_cache_key") });
  if (!("messages" in ask)) problem(draft, "The ask has no messages.");
}

function entryOf(message: Json): Entry {
  const role = roles.find((one) => one === textAt(message, "role")) ?? "user";
  const blocks = blocksOfMessage(isObject(message) ? message : {});
  return role === "tool" ? { role, blocks: [{ type: "toolResult", id: textAt(message, "tool_call_id") ?? "", content: textOf(blocks) }] } : { role, blocks };
}

const roles: readonly Role[] = ["system", "developer", "user", "assistant", "tool"];

function textOf(blocks: readonly Block[]): string {
  return blocks.map((block) => (block.type === "text" ? block.text : `[${block.type}]`)).join("\n");
}

function toolOf(raw: Json): ToolDefinition {
  const spec = objectAt(raw, "function") ?? raw;
  return { name: textAt(spec, "name") ?? textAt(raw, "type") ?? "", description: textAt(spec, "description") ?? "", raw };
}

/** The blocks of a message, of an ask or of an answer. */
export function blocksOfMessage(message: JsonObject): readonly Block[] {
  const reasoning = textAt(message, "reasoning_content") ?? textAt(message, "reasoning") ?? "";
  const thinking: readonly Block[] = reasoning === "" ? [] : [{ type: "thinking", text: reasoning }];
  return [...thinking, ...contentBlocks(message["content"]), ...(listAt(message, "tool_calls") ?? []).map(callOf)];
}

function contentBlocks(content: Json | undefined): readonly Block[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly Json[]).map((part) => {
    const text = textAt(part, "text") ?? textAt(part, "refusal");
    return text === undefined ? { type: "unknown", label: textAt(part, "type") ?? "part", raw: part } : { type: "text", text };
  });
}

function callOf(raw: Json): Block {
  const called = objectAt(raw, "function");
  return toolCall(textAt(raw, "id") ?? "", textAt(called, "name") ?? "", textAt(called, "arguments") ?? "");
}
