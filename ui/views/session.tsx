import type { JSX } from "preact";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { FailurePanel, Loading } from "../parts/pending.tsx";
import { useNarrow } from "../state/narrow.ts";
import { useStore } from "../state/store-context.ts";
import { SessionHead } from "./session-head.tsx";
import { TurnDetail } from "./turn-detail.tsx";
import { TurnList } from "./turn-list.tsx";

/** The workbench: a session's turns on the left, one of them on the right. One at a time where it is narrow. */
export function SessionView({ id }: { readonly id: string }): JSX.Element {
  const { model, navigation, selection, sessionProgress } = useStore();
  const narrow = useNarrow();
  const progress = sessionProgress.value;
  const session = model.value.sessions.get(id);
  if (progress !== "ready" && selection.allTurns.value.length === 0) {
    return <main class="alone">{progress === "loading" ? <Loading /> : <FailurePanel failure={progress} what="This session" />}</main>;
  }
  const pane = navigation.route.value.turn === undefined ? "list" : "detail";
  const turn = selection.turn.value;
  return (
    <div class="workbench" data-pane={pane}>
      {(!narrow || pane === "list") && (
        <nav class="turns-pane" aria-label="Turns of this session">
          {session && <SessionHead session={session} />}
          <TurnList />
        </nav>
      )}
      {(!narrow || pane === "detail") && (
        <main class="detail-pane" aria-label="Turn">
          <ErrorBoundary key={turn ? `${turn.exchangeId}.${turn.index}` : ""} what="this turn" raw={turn}>
            {turn ? <TurnDetail turn={turn} /> : <NoTurn />}
          </ErrorBoundary>
        </main>
      )}
    </div>
  );
}

function NoTurn(): JSX.Element {
  const { selection, sessionProgress, navigation } = useStore();
  const isNamed = typeof navigation.route.value.turn === "object";
  if (sessionProgress.value === "loading") return <Loading />;
  if (isNamed) return <FailurePanel failure={{ type: "missing" }} what="This turn" />;
  return <p class="nothing">{selection.allTurns.value.length > 0 ? "No turn passes the filter." : "This session has no turns."}</p>;
}
