import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { TurnAnswer } from "../../src/dashboard/contract.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import { callsOf } from "../blocks/calls-of.ts";
import { EntryView } from "../blocks/entry-view.tsx";
import { Pending } from "../parts/pending.tsx";
import { useStore } from "../state/store-context.ts";
import { Answer } from "./answer.tsx";
import { allParts, Changes } from "./changes.tsx";

/** All that the model was sent for this turn, and its answer. */
export function ConversationTab({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { whole } = useStore();
  return <Pending loaded={whole.loaded.value}>{(answer) => <Conversation key={`${turn.exchangeId}.${turn.index}`} answer={answer} summary={turn} />}</Pending>;
}

const PAGE = 24;

/** A window over the entries: a long conversation stays light, and its end, where one reads, comes first. */
function Conversation({ answer, summary }: { readonly answer: TurnAnswer; readonly summary: TurnSummary }): JSX.Element {
  const { input, output } = answer.turn;
  const [end, setEnd] = useState<number | undefined>(undefined);
  const to = Math.min(end ?? input.length, input.length);
  const from = Math.max(0, to - PAGE);
  const tools = callsOf(input);
  const box = useRef<HTMLDivElement>(null);
  const side = useRef<"start" | "end">("end");
  useLayoutEffect(() => {
    const panel = box.current?.parentElement;
    if (panel) panel.scrollTop = side.current === "end" ? panel.scrollHeight : 0;
  }, [end]);
  const turnTo = (nextEnd: number | undefined, nextSide: "start" | "end"): void => {
    side.current = nextSide;
    setEnd(nextEnd);
  };
  return (
    <div ref={box}>
      {from === 0 && <Changes title="Set up with" names={allParts(answer.turn)} turn={answer.turn} />}
      {from > 0 && (
        <div class="pager">
          <button class="button" onClick={() => turnTo(from, "end")}>
            Earlier
          </button>
          <button class="link" onClick={() => turnTo(PAGE, "start")}>
            From the beginning
          </button>
          <span class="quiet">
            {from + 1}–{to} of {input.length}
          </span>
        </div>
      )}
      {input.slice(from, to).map((entry, at) => (
        <EntryView key={from + at} entry={entry} tools={tools} />
      ))}
      {to < input.length ? (
        <div class="pager">
          <button class="button" onClick={() => turnTo(to + PAGE, "start")}>
            Later
          </button>
          <button class="link" onClick={() => turnTo(undefined, "end")}>
            To the end
          </button>
        </div>
      ) : (
        <Answer output={output} summary={summary} tools={tools} />
      )}
    </div>
  );
}
