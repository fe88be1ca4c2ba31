import type { JSX } from "preact";
import type { TurnAnswer } from "../../src/dashboard/contract.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import { EntryView } from "../blocks/entry-view.tsx";
import { callsOf } from "../blocks/calls-of.ts";
import { Pending } from "../parts/pending.tsx";
import { counted } from "../state/format.ts";
import { useStore } from "../state/store-context.ts";
import { toolsById } from "../state/threads.ts";
import { Answer } from "./answer.tsx";
import { allParts, Changes } from "./changes.tsx";

/** What this turn added to the one before it, and what came of it. */
export function DeltaTab({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { turn: loader } = useStore();
  return <Pending loaded={loader.loaded.value}>{(answer) => <Delta answer={answer} summary={turn} />}</Pending>;
}

const MOST_ENTRIES = 30;

function Delta({ answer, summary }: { readonly answer: TurnAnswer; readonly summary: TurnSummary }): JSX.Element {
  const { navigation, selection } = useStore();
  const { turn, carried } = answer;
  const before = findBefore(selection.allTurns.value, summary, answer.previous);
  const tools = new Map([...callsOf(turn.input), ...toolsById(before ? [before, summary] : [summary])]);
  const repeated = turn.input.findIndex(({ role }) => role !== "assistant");
  const [again, news] = repeated > 0 ? [turn.input.slice(0, repeated), turn.input.slice(repeated)] : [[], turn.input];
  const shown = news.slice(-MOST_ENTRIES);
  const whole = (): void => navigation.replace({ ...navigation.route.peek(), turn: navigation.route.peek().turn ?? "latest", tab: "conversation" });
  return (
    <>
      {(carried > 0 || shown.length < news.length) && (
        <button class="carried" onClick={whole}>
          <span>{carriedText(carried, news.length - shown.length)}</span>
        </button>
      )}
      <Changes title={answer.previous ? "Changed" : "Set up with"} names={answer.previous ? answer.changed : allParts(turn)} turn={turn} />
      {again.length > 0 && (
        <details class="again">
          <summary>The answer of the turn before, sent back</summary>
          {again.map((entry, at) => (
            <EntryView key={at} entry={entry} tools={tools} />
          ))}
        </details>
      )}
      {shown.map((entry, at) => (
        <EntryView key={at} entry={entry} tools={tools} />
      ))}
      <Answer output={turn.output} summary={summary} tools={tools} />
    </>
  );
}

/** The turn before is nearly always a few rows up. */
function findBefore(turns: readonly TurnSummary[], turn: TurnSummary, previous: TurnAnswer["previous"]): TurnSummary | undefined {
  if (!previous) return undefined;
  for (let at = turns.lastIndexOf(turn) - 1; at >= 0; at--) {
    const one = turns[at];
    if (one?.index === previous.index && one.exchangeId === previous.exchangeId) return one;
  }
  return undefined;
}

function carriedText(carried: number, hidden: number): string {
  const parts = [...(carried > 0 ? [`${counted(carried, "entry").replace(/entrys$/, "entries")} unchanged`] : []), ...(hidden > 0 ? [`${hidden} new ones above`] : [])];
  return parts.join(", ");
}
