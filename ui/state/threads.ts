import type { TurnSummary } from "../../src/domain/session.ts";
import { withinProject } from "./format.ts";

/** What the rows of side conversations are called, by thread; the main one has no entry. */
export function threadLabels(turns: readonly TurnSummary[]): ReadonlyMap<string, string> {
  const main = turns.find((turn) => turn.kind !== "title")?.thread;
  const labels = new Map<string, string>();
  let agents = 0;
  for (const { thread, kind } of turns) {
    if (thread === undefined || thread === main || labels.has(thread)) continue;
    labels.set(thread, kind === "title" ? "title" : `sub ${++agents}`);
  }
  return labels;
}

/** The name and hint of every tool call of these turns, by its id: results name only the id. */
export function toolsById(turns: readonly TurnSummary[]): ReadonlyMap<string, { readonly name: string; readonly hint: string }> {
  return new Map(turns.flatMap((turn) => turn.tools.map(({ id, name, hint }) => [id, { name, hint: withinProject(hint, turn.cwd) }] as const)));
}
