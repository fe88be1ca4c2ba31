import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { flagsOf } from "../state/turn-facts.ts";

/** What is special about a turn, as small labels. */
export function Flags({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  return (
    <>
      {flagsOf(turn).map(({ label, tone, title }) => (
        <span key={label} class={`flag tone-${tone}`} title={title}>
          {label}
        </span>
      ))}
    </>
  );
}
