import { isObject, listAt, objectAt, parseJson, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Block, Entry, Role } from "../../domain/turn.ts";
import { toolCall } from "../shared/output.ts";
import { failureOf } from "./tool-outcome.ts";

/** An item of an ask's input as an entry of the conversation. */
export function entryOf(item: Json): Entry {
  const type = textAt(item, "type") ?? "message";
  const blocks = blocksOfItem(item);
  const said = roles.find((role) => role === textAt(item, "role"));
  if (type === "message") return { role: said ?? "user", blocks };
  if (type.endsWith("_output")) return { role: "tool", blocks };
  // Other items, such as `configuration_update`, are the agent's own, and no answer of the model.
  return { role: said ?? (isOutput(type) ? "assistant" : "developer"), blocks };
}

/** What a model wrote, and is sent back to it. */
function isOutput(type: string): boolean {
  return type === "reasoning" || type.endsWith("_call");
}

const roles: readonly Role[] = ["system", "developer", "user", "assistant", "tool"];

/** The blocks of one item, of an ask or of an answer. */
export function blocksOfItem(item: Json): readonly Block[] {
  if (!isObject(item)) return [{ type: "unknown", label: "item", raw: item }];
  const type = textAt(item, "type") ?? "message";
  if (type === "message") return contentBlocks(item["content"]);
  if (type === "reasoning") return [reasoning(item)];
  if (type.endsWith("_output")) return [toolResult(item)];
  if (type.endsWith("_call")) return [call(type, item)];
  return [{ type: "unknown", label: type, raw: item }];
}

function contentBlocks(content: Json | undefined): readonly Block[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as readonly Json[]).map(partBlock) : [];
}

function partBlock(part: Json): Block {
  const text = textAt(part, "text") ?? textAt(part, "refusal");
  return text === undefined ? { type: "unknown", label: textAt(part, "type") ?? "part", raw: part } : { type: "text", text };
}

/** Reasoning is often encrypted, with or without a summary that can be read. */
function reasoning(item: JsonObject): Block {
  const parts = [...(listAt(item, "summary") ?? []), ...(listAt(item, "content") ?? [])];
  const text = parts.flatMap((part) => textAt(part, "text") ?? []).join("\n\n");
  return text === "" ? { type: "unknown", label: "encrypted reasoning", raw: item } : { type: "thinking", text };
}

function call(type: string, item: JsonObject): Block {
  const id = textAt(item, "call_id") ?? textAt(item, "id") ?? "";
  const name = textAt(item, "name") ?? type.slice(0, -"_call".length);
  const text = textAt(item, "arguments");
  if (type === "custom_tool_call") return { type: "toolCall", id, name, input: item["input"] ?? "" };
  return text === undefined ? { type: "toolCall", id, name, input: item["arguments"] ?? item["action"] ?? {} } : toolCall(id, name, text);
}

function toolResult(item: JsonObject): Block {
  const parts = outputParts(item["output"]);
  const isError = failureOf(item, parts);
  return {
    type: "toolResult",
    id: textAt(item, "call_id") ?? "",
    content: parts.join(""),
    ...(isError !== undefined && { isError }),
  };
}

/** The texts of a tool's output: a string, a list of parts, or such a list as JSON in a string. */
function outputParts(output: Json | undefined): readonly string[] {
  if (typeof output === "string") {
    const inner = output.startsWith("[{") ? parseJson(output) : undefined;
    return isPartList(inner) ? inner.map(partText) : [output];
  }
  if (Array.isArray(output)) return (output as readonly Json[]).map(partText);
  return output === undefined ? [] : [textAt(objectAt({ output }, "output"), "content") ?? JSON.stringify(output)];
}

function isPartList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.every((part: Json) => textAt(part, "type") !== undefined);
}

function partText(part: Json): string {
  return textAt(part, "text") ?? `[${textAt(part, "type") ?? "part"}]`;
}
