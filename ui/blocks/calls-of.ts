import type { Entry } from "../../src/domain/turn.ts";
import type { ToolNames } from "./block-view.tsx";

/** The tool calls within a conversation, by id. */
export function callsOf(input: readonly Entry[]): ToolNames {
  const calls = input.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === "toolCall" ? [[block.id, { name: block.name, hint: "" }] as const] : [])));
  return new Map(calls);
}
