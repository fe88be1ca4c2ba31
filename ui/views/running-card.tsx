import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { legible } from "../blocks/legible.ts";
import { Elapsed } from "../parts/elapsed.tsx";
import { Speed } from "../parts/speed.tsx";
import { endOf } from "../state/between-turns.ts";
import { count, duration, projectOf, withinProject } from "../state/format.ts";
import { formatRoute, type Route } from "../state/route.ts";
import { useStore } from "../state/store-context.ts";
import { PHASES } from "../state/turn-facts.ts";

/** A turn that runs: who, what it is doing, how long already, and its last words. Or one whose tools the agent is running. */
export function RunningCard({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { navigation, model } = useStore();
  // What a tool gave back is nothing to know a turn by; what its session is about is.
  const about = turn.fromUser ? turn.asked : model.value.sessions.get(turn.session)?.title;
  const isRunning = turn.state === "running";
  const route: Route = { session: turn.session, turn: { exchangeId: turn.exchangeId, index: turn.index }, tab: "delta", q: "" };
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigation.push(route);
  };
  return (
    <a class="card" href={formatRoute(route)} onClick={open} data-running={isRunning}>
      <div class="card-head">
        <span class={isRunning ? "dot live" : "dot"} aria-hidden="true" />
        <b>{turn.agent ?? "unknown agent"}</b>
        <span class="card-project">{legible(projectOf(turn.cwd))}</span>
        <span class="card-elapsed">
          <Elapsed since={isRunning ? turn.startedAt : endOf(turn)} />
        </span>
      </div>
      <p class="card-asked">{legible(about || turn.asked) || "–"}</p>
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
  const hint = withinProject(tool?.hint ?? "", turn.cwd);
  if (turn.state !== "running") return <Doing phase={`agent runs ${legible(turn.tools.map(({ name }) => name).join(", "))}`} text={hint} from="start" />;
  const isCalling = turn.phase === "tool" && tool !== undefined;
  const phase = isCalling ? `${PHASES.tool}: ${legible(tool.name)}` : PHASES[turn.phase];
  return isCalling && !turn.answered ? <Doing phase={phase} text={hint} from="start" /> : <Doing phase={phase} text={turn.answered} from="end" />;
}

/** `from`: what is seen of a text that is too long. Of words that stream the last ones are the news; a command is known by how it begins. */
function Doing({ phase, text, from }: { readonly phase: string; readonly text: string; readonly from: "start" | "end" }): JSX.Element {
  return (
    <div class="card-words">
      <span class="card-phase">{phase}</span>
      <pre data-from={from}>{legible(text)}</pre>
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
