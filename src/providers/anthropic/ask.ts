import { isObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Entry, Role, ToolDefinition } from "../../domain/turn.ts";
import { problem, settingsOf, type Draft } from "../shared/draft.ts";
import { blocksOf } from "./blocks.ts";
import { askOrigin } from "./origin.ts";

const KNOWN = ["model", "messages", "system", "tools", "metadata"];

/** Reads what is asked into the turn. `draft.origin` holds what the request's headers said. */
export function readAsk(draft: Draft, ask: JsonObject): void {
  draft.model = textAt(ask, "model") ?? "";
  draft.system = textsOf(ask["system"]);
  draft.tools = (listAt(ask, "tools") ?? []).map(toolOf);
  draft.input = (listAt(ask, "messages") ?? []).map(entryOf);
  draft.settings = settingsOf(ask, KNOWN);
  draft.kind = isTitleRequest(draft, ask) ? "title" : "turn";
  draft.origin = askOrigin(draft, ask);
  if (!("messages" in ask)) problem(draft, "The ask has no messages.");
}

function textsOf(system: Json | undefined): readonly string[] {
  return blocksOf(system).flatMap((block) => (block.type === "text" ? [block.text] : []));
}

function toolOf(raw: Json): ToolDefinition {
  return { name: textAt(raw, "name") ?? textAt(raw, "type") ?? "", description: textAt(raw, "description") ?? "", raw };
}

function entryOf(message: Json): Entry {
  const blocks = blocksOf(isObject(message) ? message["content"] : undefined);
  const onlyResults = blocks.length > 0 && blocks.every((block) => block.type === "toolResult");
  return { role: onlyResults ? "tool" : (roles.find((role) => role === textAt(message, "role")) ?? "user"), blocks };
}

const roles: readonly Role[] = ["system", "user", "assistant"];

/** Claude Code asks for its session's title beside the conversation: no tools, and an answer of one title. */
function isTitleRequest({ tools, origin }: Draft, ask: JsonObject): boolean {
  const format = objectAt(objectAt(ask, "output_config"), "format") ?? objectAt(ask, "output_format");
  const schema = objectAt(format, "schema");
  return origin.agent === "claude" && tools.length === 0 && objectAt(objectAt(schema, "properties"), "title") !== undefined;
}
