import type { JSX } from "preact";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { FailurePanel, Loading } from "../parts/pending.tsx";
import { useNarrow } from "../state/narrow.ts";
import { useStore } from "../state/store-context.ts";
import type { RunningReplay } from "../state/verdict-facts.ts";
import { AskList } from "./ask-list.tsx";
import { ReplayHead } from "./replay-head.tsx";
import { ReplayWelcome } from "./replay-welcome.tsx";
import { VerdictDetail } from "./verdict-detail.tsx";
import { WaitingReplay } from "./welcome.tsx";

/** The replay that runs: its asks on the left, what became of one of them on the right. */
export function CassettesView(): JSX.Element {
  const { replay } = useStore();
  const state = replay.state.value;
  const running = replay.running.value;
  if (running) return <Running running={running} />;
  if (state === "loading") return <main class="alone"><Loading /></main>;
  if (state === "none") return <ReplayWelcome />;
  return <main class="alone">{"type" in state && <FailurePanel failure={state} what="The replay" />}</main>;
}

function Running({ running }: { readonly running: RunningReplay }): JSX.Element {
  const { replay, navigation } = useStore();
  const narrow = useNarrow();
  const pane = navigation.route.value.ask === undefined ? "list" : "detail";
  const row = replay.row.value;
  return (
    <div class="workbench cassettes" data-pane={pane}>
      {(!narrow || pane === "list") && (
        <nav class="turns-pane" aria-label="Asks of this replay">
          <ReplayHead running={running} />
          <AskList running={running} />
        </nav>
      )}
      {(!narrow || pane === "detail") && (
        <main class="detail-pane" aria-label="Ask">
          <ErrorBoundary key={row?.n ?? 0} what="this ask" raw={row}>
            {row ? <VerdictDetail row={row} /> : <NoAsk running={running} />}
          </ErrorBoundary>
        </main>
      )}
    </div>
  );
}

function NoAsk({ running }: { readonly running: RunningReplay }): JSX.Element {
  const { navigation } = useStore();
  const { ask, q } = navigation.route.value;
  if (ask !== undefined) return <p class="nothing">This replay has no ask {ask} yet.</p>;
  if (q && running.verdicts.length > 0) return <p class="nothing">No ask passes the filter.</p>;
  return (
    <div class="welcome">
      <WaitingReplay />
    </div>
  );
}
