import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { legible } from "../blocks/legible.ts";
import { Elapsed } from "../parts/elapsed.tsx";
import { Flags } from "../parts/flags.tsx";
import { Icon } from "../parts/icon.tsx";
import { describe, type Line } from "../state/describe.ts";
import { absolute, count, counted, duration } from "../state/format.ts";
import { newTokens, toneOf } from "../state/turn-facts.ts";

interface Props {
  readonly turn: TurnSummary;
  readonly at: number;
  /** What its thread is called, when it is not the main one. */
  readonly thread: string | undefined;
}

/** A turn in two lines: who did what, how long, how many tokens, what was special. */
export function TurnRow({ turn, at, thread }: Props): JSX.Element {
  const { lead, second } = describe(turn);
  const fresh = newTokens(turn);
  return (
    <div class="turn-row" data-tone={toneOf(turn)} data-kind={turn.kind} data-side={thread !== undefined} title={absolute(turn.startedAt)}>
      <span class="turn-at">{at + 1}</span>
      <div class="turn-lines">
        <div class="turn-line">
          {thread !== undefined && (
            <span class="thread">
              <Icon name="branch" />
              {thread}
            </span>
          )}
          <LineView line={lead} />
          <span class="turn-time">{turn.state === "running" ? <Elapsed since={turn.startedAt} /> : duration(turn.durationMs)}</span>
        </div>
        <div class="turn-line second">
          <LineView line={second} />
          <Flags turn={turn} />
          <span class="turn-tokens" title={fresh === undefined ? "tokens out" : "new tokens in, tokens out"}>
            {fresh !== undefined && <span>+{count(fresh)}</span>}
            <span>
              {turn.outputEstimated && turn.outputTokens > 0 ? "≈" : ""}
              {count(turn.outputTokens)}
            </span>
          </span>
        </div>
      </div>
    </div>
  );
}

function LineView({ line }: { readonly line: Line }): JSX.Element {
  switch (line.type) {
    case "person":
      return (
        <span class="line person">
          <Icon name="person" />
          {legible(line.text)}
        </span>
      );
    case "tool":
      return (
        <span class="line tool">
          <b>{legible(line.name)}</b>
          <span class="mono">{legible(line.hint)}</span>
          {line.failed && (
            <span class="tone-failed" title="The tool failed" role="img" aria-label="failed">
              ✗
            </span>
          )}
          {line.more > 0 && (
            <span class="more" title={`and ${counted(line.more, "more call")}`}>
              +{line.more}
            </span>
          )}
        </span>
      );
    default:
      return <span class={`line ${line.type}`}>{legible(line.text)}</span>;
  }
}
