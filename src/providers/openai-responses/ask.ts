import { listAt, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Entry, ToolDefinition, TurnKind } from "../../domain/turn.ts";
import { problem, settingsOf, type Draft } from "../shared/draft.ts";
import { entryOf } from "./items.ts";
import { askOrigin, isForTitle, turnMetadata } from "./origin.ts";

const KNOWN = ["type", "model", "input", "instructions", "tools", "previous_response_id", "client_metadata", "metadata", "prompt_cache_key"];

/** Reads what is asked into the turn. `draft.origin` holds what the request's headers said. */
export function readAsk(draft: Draft, ask: JsonObject): void {
  const items = itemsOf(ask["input"]);
  const { instructions, rest } = splitInstructions(ask, items);
  draft.model = textAt(ask, "model") ?? "";
  draft.system = instructions;
  draft.tools = [ask, ...items.filter(holdsTools)].flatMap((holder) => listAt(holder, "tools") ?? []).flatMap((tool) => toolsOf(tool));
  draft.input = rest;
  draft.previousId = textAt(ask, "previous_response_id");
  draft.settings = settingsOf(ask, KNOWN);
  draft.kind = kindOf(ask);
  draft.origin = askOrigin(draft, ask);
  if (!("input" in ask)) problem(draft, "The ask has no input.");
}

function kindOf(ask: JsonObject): TurnKind {
  if (ask["generate"] === false) return "prewarm";
  return isForTitle(turnMetadata(ask)) ? "title" : "turn";
}

function itemsOf(input: Json | undefined): readonly Json[] {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? (input as readonly Json[]) : [];
}

function holdsTools(item: Json): boolean {
  return textAt(item, "type") === "additional_tools";
}

/**
 * The system prompt, and the entries without it. For newer models Codex sends the tools as the first item
 * and the prompt as the developer's message after it, instead of in members of their own.
 */
function splitInstructions(ask: JsonObject, items: readonly Json[]): { readonly instructions: readonly string[]; readonly rest: readonly Entry[] } {
  const entries = items.filter((item) => !holdsTools(item)).map(entryOf);
  const [first, ...rest] = entries;
  const said = textAt(ask, "instructions");
  if (said !== undefined && said !== "") return { instructions: [said], rest: entries };
  if (first?.role !== "developer" || !items[0] || !holdsTools(items[0])) return { instructions: [], rest: entries };
  return { instructions: first.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])), rest };
}

/** A tool, or the tools of a namespace. Tools of the upstream's own have a type and no name. */
function toolsOf(raw: Json, namespace = ""): readonly ToolDefinition[] {
  const name = textAt(raw, "name") ?? textAt(raw, "type") ?? "";
  const inner = listAt(raw, "tools");
  if (inner !== undefined && namespace === "") return inner.flatMap((tool) => toolsOf(tool, `${name}.`));
  return [{ name: namespace + name, description: textAt(raw, "description") ?? "", raw }];
}

/** What a later ask on the same connection leaves out because the answer it continues had it already. */
export function inherit(draft: Draft, before: Draft): void {
  if (draft.system.length === 0) draft.system = before.system;
  if (draft.tools.length === 0) draft.tools = before.tools;
  draft.origin = { ...(before.origin.cwd !== undefined && { cwd: before.origin.cwd }), ...draft.origin };
}
