import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Block } from "../../domain/turn.ts";

/** The blocks of a message's content, which may be one string. */
export function blocksOf(content: Json | undefined): readonly Block[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as readonly Json[]).map(blockOf) : [];
}

function blockOf(raw: Json): Block {
  const type = textAt(raw, "type") ?? "";
  return (isObject(raw) ? readers.get(type)?.(raw) : undefined) ?? { type: "unknown", label: type === "" ? "block" : type, raw };
}

/** By type of block. One that is not here, or not as it should be, stays unknown. */
const readers = new Map<string, (raw: JsonObject) => Block | undefined>([
  ["text", (raw) => withText("text", textAt(raw, "text"))],
  ["thinking", (raw) => withText("thinking", textAt(raw, "thinking"))],
  ["tool_use", toolCall],
  ["server_tool_use", toolCall],
  ["mcp_tool_use", toolCall],
  ["tool_result", toolResult],
  ["mcp_tool_result", toolResult],
  ["web_search_tool_result", toolResult],
  ["web_fetch_tool_result", toolResult],
  ["code_execution_tool_result", toolResult],
  ["bash_code_execution_tool_result", toolResult],
  ["text_editor_code_execution_tool_result", toolResult],
]);

function withText(type: "text" | "thinking", text: string | undefined): Block | undefined {
  return text === undefined ? undefined : { type, text };
}

function toolCall(raw: JsonObject): Block {
  return { type: "toolCall", id: textAt(raw, "id") ?? "", name: textAt(raw, "name") ?? "", input: raw["input"] ?? {} };
}

function toolResult(raw: JsonObject): Block {
  const said = raw["is_error"];
  const failed = textAt(objectAt(raw, "content"), "type")?.endsWith("_error") ? true : said;
  return {
    type: "toolResult",
    id: textAt(raw, "tool_use_id") ?? "",
    content: resultText(raw),
    ...(typeof failed === "boolean" && { isError: failed }),
  };
}

/** What a tool answered, as text: parts that are not text are named in brackets. */
function resultText(raw: JsonObject): string {
  const plain = textAt(raw, "content");
  if (plain !== undefined) return plain;
  const parts = listAt(raw, "content");
  if (parts === undefined) return raw["content"] === undefined ? "" : JSON.stringify(raw["content"]);
  return parts.map((part) => textAt(part, "text") ?? `[${textAt(part, "type") ?? "part"}]`).join("\n");
}
