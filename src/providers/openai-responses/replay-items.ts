import { canonical, isObject, parseJson, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import { withoutPlace, withoutToolNoise } from "../shared/replay-text.ts";

/** What an item of the input is to a replay. `nothing`: agents may leave it out when they send the item back. */
export type ItemKind = "conversation" | "system" | "context" | "tools" | "nothing";

/** Tells what was said from what the agent adds by itself. Reasoning is the model's own and comes back in many forms or not at all. */
export function kindOfItem(item: Json): ItemKind {
  const type = textAt(item, "type") ?? "message";
  if (type === "additional_tools") return "tools";
  if (type === "reasoning") return "nothing";
  if (type !== "message") return "conversation";
  const role = textAt(item, "role");
  if (role === "developer" || role === "system") return "system";
  const texts = role === "user" ? textsOf(item) : [];
  return texts.length > 0 && texts.every((text) => CONTEXT.test(text)) ? "context" : "conversation";
}

/** How the messages begin that Codex sends in the person's name: where it runs, and the project's instructions. */
const CONTEXT = /^\s*(?:<environment_context>|<user_instructions>|# AGENTS\.md instructions)/;

/** The text of a message that the agent adds by itself, without what changes with the place. */
export function addedText(item: Json): string {
  return withoutPlace(textsOf(item).join("\n\n"));
}

/** The texts of a message; a part without text as JSON. */
function textsOf(message: Json): readonly string[] {
  return listOf(isObject(message) ? message["content"] : undefined).map((part) => textOfPart(part) ?? canonical(part));
}

/** The id of the call that an item is the result of. */
export function resultOf(item: Json): string | undefined {
  return textAt(item, "type")?.endsWith("_output") ? textAt(item, "call_id") : undefined;
}

/**
 * An item in one form, whoever sent it: as the upstream gave it out, and as the agent sends it back without ids,
 * status and annotations.
 */
export function canonicalItem(item: Json): string {
  if (!isObject(item)) return canonical(item);
  const type = textAt(item, "type") ?? "message";
  if (type === "message") return canonical({ type, role: item["role"] ?? "user", content: listOf(item["content"]).map(onePart) });
  if (type.endsWith("_output")) return canonical({ type, call_id: item["call_id"] ?? "", output: outputOf(item["output"]) });
  if (type.endsWith("_call")) return canonical({ ...kept(item), type, ...callInput(item) });
  return canonical(kept(item));
}

/** A string is a list of one text. */
function listOf(content: Json | undefined): readonly Json[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? (content as readonly Json[]) : [];
}

function textOfPart(part: Json): string | undefined {
  return textAt(part, "text") ?? textAt(part, "refusal");
}

/** A text is the text alone: it is `output_text` when given out, and `input_text` or a plain string when sent back. */
function onePart(raw: Json): Json {
  return textOfPart(raw) ?? raw;
}

function outputOf(output: Json | undefined): Json {
  const texts = typeof output === "string" || Array.isArray(output) ? listOf(output).map(onePart) : [textAt(output, "content") ?? output ?? ""];
  return texts.map((text) => (typeof text === "string" ? withoutToolNoise(text) : text));
}

const RENEWED = new Set(["id", "status", "internal_chat_message_metadata_passthrough", "annotations"]);

function kept(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !RENEWED.has(name)));
}

/** Arguments are JSON in a string, which some agents write anew. */
function callInput(item: JsonObject): JsonObject {
  const text = textAt(item, "arguments");
  return text === undefined ? {} : { arguments: parseJson(text) ?? text };
}
