import type { ComponentChildren, JSX } from "preact";
import type { Failure } from "../state/api.ts";
import type { Loaded } from "../state/loader.ts";
import { BASE, formatRoute } from "../state/route.ts";
import { useStore } from "../state/store-context.ts";

/** Draws what was loaded; until then that it is being loaded, or why it cannot be. */
export function Pending<T>({ loaded, children }: { readonly loaded: Loaded<T>; readonly children: (value: T) => ComponentChildren }): JSX.Element {
  switch (loaded.state) {
    case "ready":
      return <>{children(loaded.value)}</>;
    case "failed":
      return <FailurePanel failure={loaded.failure} what="This turn" />;
    case "idle":
    case "loading":
      return <Loading />;
  }
}

/** Shown only after a moment, so that what comes at once does not flicker. A request gives up after 15 s. */
export function Loading(): JSX.Element {
  return (
    <p class="loading">Loading…</p>
  );
}

/** Why something is not there, and what to do. */
export function FailurePanel({ failure, what }: { readonly failure: Failure; readonly what: string }): JSX.Element {
  const { retry, navigation } = useStore();
  const { title, text } = failureWords(failure, what);
  return (
    <div class="failure-panel" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {failure.type === "unauthorized" ? (
        <a class="button strong" href={`${BASE}/login?${new URLSearchParams({ next: formatRoute(navigation.route.value) }).toString()}`}>
          Log in
        </a>
      ) : (
        <div class="row">
          <button class="button strong" onClick={retry}>
            Try again
          </button>
          <a class="button" href={`${BASE}/`}>
            All sessions
          </a>
        </div>
      )}
    </div>
  );
}

/** The same as a title and a sentence. */
export function failureWords(failure: Failure, what: string): { readonly title: string; readonly text: string } {
  switch (failure.type) {
    case "unauthorized":
      return { title: "Log in to see this", text: "This dashboard is protected by AUTH_TOKEN, and this browser has not shown it yet." };
    case "missing":
      return { title: `${what} is not in the journal`, text: "It may have been deleted after its retention time, or the link is of another machine." };
    case "unreachable":
      return { title: "ccxray does not answer", text: "The process that served this page has ended. If another one runs, it takes over within seconds; else start one: ccxray proxy." };
    case "broken":
      return { title: `${what} could not be loaded`, text: failure.message };
  }
}
