import type { JSX } from "preact";
import { useComputed } from "@preact/signals";
import type { TurnSummary } from "../../src/domain/session.ts";
import { FilterChips } from "../parts/filter-bar.tsx";
import { betweenTurns } from "../state/between-turns.ts";
import { matchesTurn } from "../state/filter-match.ts";
import { whole } from "../state/format.ts";
import { turnKey } from "../state/model.ts";
import { useStore } from "../state/store-context.ts";
import { RunningCard } from "./running-card.tsx";
import { SessionsTable } from "./sessions-table.tsx";
import { Welcome } from "./welcome.tsx";

const MOST_CARDS = 12;

/** What runs now, and every session that ran. */
export function NowView(): JSX.Element {
  const { model, selection, navigation } = useStore();
  const { sessions, total } = model.value;
  const empty = selection.emptySessions.value;
  if (sessions.size === 0 && model.value.running.size === 0) return <Welcome />;
  return (
    <main class="now" aria-label="Now">
      <Running />
      <section class="sessions" aria-label="Sessions">
        <header class="section-head">
          <h2>Sessions</h2>
          <span class="quiet">{total > sessions.size ? `${whole(sessions.size)} newest of ${whole(total)}` : whole(sessions.size - empty)}</span>
          {empty > 0 && (
            <button class="link" title="Sessions of side requests only, such as for a title" onClick={() => navigation.replace({ ...navigation.route.peek(), q: "is:empty" })}>
              {whole(empty)} without turns
            </button>
          )}
          <FilterChips summary={() => `${whole(selection.sessions.value.length)} of ${whole(sessions.size)}`} />
        </header>
        <SessionsTable />
      </section>
    </main>
  );
}

function Running(): JSX.Element | null {
  const { model, selection, now } = useStore();
  const filter = selection.filter.value;
  const second = useComputed(() => Math.floor(now.value / 1000));
  const { sessions, running: asking } = model.value;
  // In the order in which their sessions began, so that a card stays in its place when its session asks again.
  const age = ({ session, startedAt }: TurnSummary): number => sessions.get(session)?.startedAt ?? startedAt;
  const running = [...asking.values(), ...betweenTurns(model.value, second.value * 1000)]
    .filter((turn) => matchesTurn(filter, turn))
    .toSorted((a, b) => age(a) - age(b) || a.startedAt - b.startedAt);
  if (running.length === 0) return null;
  return (
    <section class="running" aria-label="Running now">
      <header class="section-head">
        <h2>Running</h2>
        <span class="quiet">{running.length}</span>
      </header>
      <div class="cards">
        {running.slice(0, MOST_CARDS).map((turn) => (
          <RunningCard key={turnKey(turn)} turn={turn} />
        ))}
      </div>
      {running.length > MOST_CARDS && <p class="quiet">and {running.length - MOST_CARDS} more, see below</p>}
    </section>
  );
}
