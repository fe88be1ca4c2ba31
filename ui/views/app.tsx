import type { JSX } from "preact";
import { Announcer } from "../parts/announcer.tsx";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { HelpPanel } from "../parts/help-panel.tsx";
import { FailurePanel, Loading } from "../parts/pending.tsx";
import { useStore } from "../state/store-context.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { CassettesView } from "./cassettes.tsx";
import { NowView } from "./now.tsx";
import { SessionView } from "./session.tsx";
import { TopBar } from "./top-bar.tsx";

/** The whole page: a bar, one of three screens, and what speaks up. */
export function AppView(): JSX.Element {
  const { model } = useStore();
  return (
    <>
      <TopBar />
      <div class="screen">
        <ErrorBoundary what="this screen" raw={{ seq: model.peek().seq }}>
          <Screen />
        </ErrorBoundary>
        <HelpPanel />
      </div>
      <BottomBar />
      <Announcer />
    </>
  );
}

function Screen(): JSX.Element {
  const { navigation, progress } = useStore();
  const { session, cassettes } = navigation.route.value;
  const state = progress.value;
  if (state === "loading") return <main class="alone"><Loading /></main>;
  if (state !== "ready") return <main class="alone"><FailurePanel failure={state} what="The journal" /></main>;
  if (cassettes) return <CassettesView />;
  return session === undefined ? <NowView /> : <SessionView key={session} id={session} />;
}
