import { canonical, isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import { withoutToolNoise } from "../shared/replay-text.ts";

/** True for the content in which the agent tells where it runs. */
export function isContext(content: Json): boolean {
  return textAt(content, "role") === "user" && /^\s*(?:<session_context>|This is the [\w ]+\. We are setting up the context)/.test(textOf(content));
}

/** The texts of a content, joined. */
export function textOf(content: Json | undefined): string {
  return (listAt(content, "parts") ?? []).map((part) => textAt(part, "text") ?? canonical(part)).join("\n\n");
}

/** A content in one form, whoever sent it: without thoughts and their signatures, calls' ids without the time they were made. */
export function canonicalContent(content: Json): string {
  const parts = (listAt(content, "parts") ?? []).filter((part) => !(isObject(part) && part["thought"] === true));
  const ordered = parts.map(canonicalPart);
  return canonical({ role: textAt(content, "role") ?? "user", parts: ordered });
}

function canonicalPart(part: Json): Json {
  if (!isObject(part)) return part;
  const { thoughtSignature: _, ...rest } = part;
  const [call, result] = [objectAt(part, "functionCall"), objectAt(part, "functionResponse")];
  if (call !== undefined) return { functionCall: { name: call["name"] ?? "", args: call["args"] ?? {} } };
  return result === undefined ? rest : { functionResponse: { ...withoutTime(result), response: withoutNoise(result["response"] ?? {}) } };
}

/** The agent makes the ids of calls, of the tool's name, the time and a count. */
function withoutTime(result: JsonObject): JsonObject {
  const id = textAt(result, "id");
  return id === undefined ? result : { ...result, id: id.replace(/_\d{13}_(\d+)$/, "_{{time}}_$1") };
}

function withoutNoise(response: Json): Json {
  if (typeof response === "string") return withoutToolNoise(response);
  if (!isObject(response)) return response;
  return Object.fromEntries(Object.entries(response).map(([name, value]) => [name, typeof value === "string" ? withoutToolNoise(value) : value]));
}
