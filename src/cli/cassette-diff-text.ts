import type { AskChange } from "../cassette/diff.ts";
import type { Difference } from "../domain/verdict.ts";
import { differenceText } from "./difference-text.ts";
import { type Paint, safeLine, type Style } from "./terminal.ts";

const STYLES: Readonly<Record<AskChange["state"], Style>> = { same: "gray", changed: "yellow", added: "green", removed: "red" };

/** Where two cassettes differ, for a person: every ask in a line, and what changed below it. */
export function changesText(changes: readonly AskChange[], paint: Paint): string {
  if (changes.every(({ state }) => state === "same")) return "The cassettes ask and answer alike.\n";
  return changes.map((change) => `${changeText(change, paint)}\n`).join("");
}

function changeText({ state, before, after, provider, shape, differences, answer }: AskChange, paint: Paint): string {
  const names = [before, after].filter((name) => name !== undefined).join(" → ");
  const title = `${paint(STYLES[state], state)} ${names} ${safeLine(`${provider} (${shape})`)}`;
  const answers: readonly Difference[] = answer.map((one) => ({ ...one, part: `answer: ${one.part}` }));
  return [title, ...[...differences, ...answers].map((one) => differenceText(one, paint))].join("\n");
}
