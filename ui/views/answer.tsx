import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import type { Block } from "../../src/domain/turn.ts";
import { BlockView, type ToolNames } from "../blocks/block-view.tsx";
import { PHASES } from "../state/turn-facts.ts";

interface Props {
  readonly output: readonly Block[];
  readonly summary: TurnSummary;
  readonly tools: ToolNames;
}

/** What the model answered, as far as it has come. */
export function Answer({ output, summary, tools }: Props): JSX.Element {
  const isRunning = summary.state === "running";
  return (
    <section class="answer" aria-label="Answer">
      <h3 class="rule">
        <span>Answer</span>
      </h3>
      {output.map((block, at) => (
        <BlockView key={at} block={block} role="assistant" tools={tools} live={isRunning && at === output.length - 1} />
      ))}
      {output.length === 0 && <p class="nothing inline">{nothingYet(summary)}</p>}
    </section>
  );
}

function nothingYet(summary: TurnSummary): string {
  if (summary.state === "running") return `The model is ${PHASES[summary.phase]}.`;
  if (summary.kind === "prewarm") return "This ask only fills the cache; it wants no answer.";
  return "There was no answer.";
}
