import { canonical, isObject, listAt, objectAt, parseJson, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import { withoutToolNoise } from "../shared/replay-text.ts";

/** True for what the agent says of itself and its surroundings: the system prompt, and the first user message of some agents. */
export function isAdded(message: Json): boolean {
  const role = textAt(message, "role");
  if (role === "system" || role === "developer") return true;
  return role === "user" && /^\s*(?:This is the [\w ]+\. We are setting up the context|<environment_details>)/.test(textOf(message));
}

/** The texts of a message, joined. */
export function textOf(message: Json): string {
  return contentOf(message)
    .map((part) => (typeof part === "string" ? part : canonical(part)))
    .join("\n\n");
}

/** The id of the call that a message is the result of. */
export function resultOf(message: Json): string | undefined {
  return textAt(message, "role") === "tool" ? (textAt(message, "tool_call_id") ?? "") : undefined;
}

/** A message in one form, whoever sent it: a string is a list of one text, arguments are JSON, reasoning is left out. */
export function canonicalMessage(message: Json): string {
  const result = resultOf(message);
  const content = contentOf(message);
  const calls = (listAt(message, "tool_calls") ?? []).map(callOf);
  return canonical({
    role: textAt(message, "role") ?? "user",
    content: result === undefined ? content : content.map((part) => (typeof part === "string" ? withoutToolNoise(part) : part)),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(result !== undefined && { tool_call_id: result }),
  });
}

function contentOf(message: Json): readonly Json[] {
  const content = isObject(message) ? message["content"] : undefined;
  if (typeof content === "string") return content === "" ? [] : [content];
  return Array.isArray(content) ? (content as readonly Json[]).map((part) => textAt(part, "text") ?? textAt(part, "refusal") ?? withoutCacheMark(part)) : [];
}

/** Agents that speak to several vendors mark what is to be cached, and move the mark. */
function withoutCacheMark(part: Json): Json {
  if (!isObject(part)) return part;
  const { cache_control: _, ...rest } = part;
  return rest;
}

function callOf(call: Json): JsonObject {
  const called = objectAt(call, "function");
  const text = textAt(called, "arguments") ?? "";
  return { id: textAt(call, "id") ?? "", name: textAt(called, "name") ?? "", arguments: parseJson(text) ?? text };
}
