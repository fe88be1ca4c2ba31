import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { Elapsed } from "../parts/elapsed.tsx";
import { Speed } from "../parts/speed.tsx";
import { count, duration, projectOf } from "../state/format.ts";
import { formatRoute, type Route } from "../state/route.ts";
import { useStore } from "../state/store-context.ts";
import { PHASES } from "../state/turn-facts.ts";

/** A turn that runs: who, what it is doing, how long already, and its last words. */
export function RunningCard({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { navigation } = useStore();
  const route: Route = { session: turn.session, turn: { exchangeId: turn.exchangeId, index: turn.index }, tab: "delta", q: "" };
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigation.push(route);
  };
  return (
    <a class="card" href={formatRoute(route)} onClick={open} data-phase={turn.phase}>
      <div class="card-head">
        <span class="dot live" aria-hidden="true" />
        <b>{turn.agent ?? "unknown agent"}</b>
        <span class="card-project">{projectOf(turn.cwd)}</span>
        <span class="card-elapsed">
          <Elapsed since={turn.startedAt} />
        </span>
      </div>
      <p class="card-asked">{turn.asked || "–"}</p>
      <Words turn={turn} />
      <dl class="card-facts">
        <Fact name="first token" value={turn.firstTokenMs === undefined ? "–" : duration(turn.firstTokenMs)} />
        <Fact name="tok/s" value={<Speed turn={turn} />} />
        <Fact name="out" value={`${turn.outputEstimated && turn.outputTokens > 0 ? "≈" : ""}${count(turn.outputTokens)}`} />
        <Fact name="model" value={turn.model} />
      </dl>
    </a>
  );
}

/** The last two lines as they stream, or what the turn is doing when there are none yet. */
function Words({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const tool = turn.tools.at(-1);
  return (
    <div class="card-words">
      <span class="card-phase">
        {PHASES[turn.phase]}
        {turn.phase === "tool" && tool ? `: ${tool.name}` : ""}
      </span>
      <pre>{turn.answered || (turn.phase === "tool" ? (tool?.hint ?? "") : "")}</pre>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: JSX.Element | string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={typeof value === "string" ? value : undefined}>{value}</dd>
    </div>
  );
}
