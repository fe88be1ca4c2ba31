import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { Elapsed } from "../parts/elapsed.tsx";
import { useTail } from "../parts/use-tail.ts";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { Flags } from "../parts/flags.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Speed } from "../parts/speed.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { TokenBar } from "../parts/token-bar.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { absolute, duration, timeOfDay, whole } from "../state/format.ts";
import { formatRoute, type Tab } from "../state/route.ts";
import { useApp } from "../state/store-context.ts";
import { PHASES } from "../state/turn-facts.ts";
import { ConversationTab } from "./conversation-tab.tsx";
import { DeltaTab } from "./delta-tab.tsx";
import { EventsTab } from "./events-tab.tsx";
import { RawTab } from "./raw-tab.tsx";

/** One turn: what it was in figures, and four ways to look into it. */
export function TurnDetail({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { store } = useApp();
  const { navigation } = store;
  const { tab } = navigation.route.value;
  const choose = (next: Tab): void => navigation.replace({ ...navigation.route.peek(), turn: navigation.route.peek().turn ?? "latest", tab: next });
  const panel = useTail(turn.state === "running" && tab === "delta");
  return (
    <div class="detail">
      <TurnHead turn={turn} />
      <Tabs current={tab} onChoose={choose} counts={{ conversation: entriesOf(turn) }} />
      <div class={`tab-panel panel-${tab}`} id="tab-panel" ref={panel} role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        <Trouble turn={turn} />
        <ErrorBoundary key={tab} what="this tab" raw={turn}>
          <Panel tab={tab} turn={turn} />
        </ErrorBoundary>
      </div>
    </div>
  );
}

/** A later ask on a WebSocket names what went before instead of sending it: its own entries are not the whole. */
function entriesOf({ entries, index }: TurnSummary): string {
  return entries > 0 && index === 0 ? whole(entries) : "";
}

function Panel({ tab, turn }: { readonly tab: Tab; readonly turn: TurnSummary }): JSX.Element {
  switch (tab) {
    case "delta":
      return <DeltaTab turn={turn} />;
    case "conversation":
      return <ConversationTab turn={turn} />;
    case "raw":
      return <RawTab turn={turn} />;
    case "events":
      return <EventsTab turn={turn} />;
  }
}

function TurnHead({ turn }: { readonly turn: TurnSummary }): JSX.Element {
  const { origin, store } = useApp();
  const isRunning = turn.state === "running";
  const number = store.selection.allTurns.value.lastIndexOf(turn) + 1;
  const route = { ...store.navigation.route.value, turn: { exchangeId: turn.exchangeId, index: turn.index } };
  return (
    <header class="turn-head">
      <div class="turn-title">
        <h2>
          Turn {whole(number)} <span class="turn-model">{turn.model || "unknown model"}</span>
        </h2>
        {isRunning && (
          <span class="flag tone-live">
            <span class="dot live" aria-hidden="true" />
            {PHASES[turn.phase]}
          </span>
        )}
        <Flags turn={turn} />
        <CopyButton text={origin + formatRoute(route)} what="link" label="Link" />
      </div>
      <dl class="turn-facts">
        <Fact name="Asked" title={absolute(turn.startedAt)} value={timeOfDay(turn.startedAt)} />
        <Fact name="Took" value={isRunning ? <Elapsed since={turn.startedAt} /> : duration(turn.durationMs)} />
        <Fact name="First token" value={duration(turn.firstTokenMs)} />
        <Fact name="Speed" value={<Speed turn={turn} unit=" tok/s" />} />
        <Fact name="Stopped" value={turn.stopReason ?? (isRunning ? "not yet" : turn.state)} />
        <Fact name="Over" value={turn.transport === "websocket" ? `WebSocket, ask ${turn.index + 1}` : "HTTP"} />
      </dl>
      {turn.usage && <TokenBar usage={turn.usage} soFar={turn.outputTokens} estimated={turn.outputEstimated} />}
    </header>
  );
}

function Fact({ name, value, title }: { readonly name: string; readonly value: JSX.Element | string; readonly title?: string }): JSX.Element {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
