import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { explain } from "../state/explain.ts";
import { Icon } from "./icon.tsx";

/** What went wrong with a turn, as a sentence with what to do; and what of it ccxray could not read. */
export function Trouble({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const trouble = explain(turn);
  return (
    <>
      {trouble && (
        <div class={`trouble-panel tone-${trouble.tone}`} role="note">
          <Icon name="alert" />
          <div>
            <p class="trouble-what">{trouble.sentence}</p>
            <p>{trouble.advice}</p>
          </div>
        </div>
      )}
      {turn.problems.length > 0 && (
        <details class="problems">
          <summary>ccxray could not read all of this turn; Raw and Events have it whole</summary>
          <ul>
            {turn.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
