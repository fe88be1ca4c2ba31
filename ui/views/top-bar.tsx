import type { JSX } from "preact";
import { legible } from "../blocks/legible.ts";
import { FilterField } from "../parts/filter-bar.tsx";
import { Icon } from "../parts/icon.tsx";
import { LinkState } from "../parts/link-state.tsx";
import { projectOf } from "../state/format.ts";
import type { Navigation } from "../state/navigation.ts";
import { BASE, formatRoute, type Route } from "../state/route.ts";
import { useApp } from "../state/store-context.ts";

/** Where we are, the filter, and whether the page is live. */
export function TopBar(): JSX.Element {
  const { store, actions, theme } = useApp();
  const { session, turn, ask } = store.navigation.route.value;
  const known = session === undefined ? undefined : store.model.value.sessions.get(session);
  return (
    <header class="top" data-deep={turn !== undefined || ask !== undefined}>
      <nav class="crumbs" aria-label="Where you are">
        <a class="brand" href={`${BASE}/`} onClick={(event) => follow(event, store.navigation, { tab: "delta", q: "" })} aria-label="ccxray, all sessions">
          <Mark />
          <span>ccxray</span>
        </a>
        <ScreenLinks />
        {ask !== undefined && (
          <>
            <button class="crumb-back" aria-label="Back" onClick={actions.back}>
              <Icon name="back" />
            </button>
            <span class="crumb-ask">Asks</span>
          </>
        )}
        {session !== undefined && (
          <>
            <button class="crumb-back" aria-label="Back" onClick={actions.back}>
              <Icon name="back" />
            </button>
            <span class="crumb" title={known?.title}>
              <span class="crumb-project">{legible(projectOf(known?.cwd)) || known?.agent || "session"}</span>
              <span class="crumb-title">{legible(known?.title ?? "") || session}</span>
            </span>
          </>
        )}
      </nav>
      <FilterField />
      <div class="top-end">
        <LinkState />
        <button class="button icon-only" aria-label={`Colours: ${theme.theme.value}`} title={`Colours: ${theme.theme.value} (D)`} onClick={theme.next}>
          <Icon name="theme" />
        </button>
        <button class="button icon-only" aria-label="Keys and filters" title="Keys and filters (?)" onClick={actions.help}>
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

/** The screens that are not inside another one. */
function ScreenLinks(): JSX.Element {
  const { navigation, replay } = useApp().store;
  const { session, cassettes } = navigation.route.value;
  const misses = replay.running.value?.counts.miss ?? 0;
  const screens: readonly { readonly name: string; readonly route: Route; readonly isHere: boolean }[] = [
    { name: "Now", route: { tab: "delta", q: "" }, isHere: session === undefined && !cassettes },
    { name: "Cassettes", route: { cassettes: true, tab: "delta", q: "" }, isHere: cassettes === true },
  ];
  return (
    <span class="screens">
      {screens.map(({ name, route, isHere }) => (
        <a key={name} href={formatRoute(route)} aria-current={isHere ? "page" : undefined} onClick={(event) => follow(event, navigation, route)}>
          {name}
          {route.cassettes && replay.running.value && <i class={`dot ${misses > 0 ? "failed" : ""}`} title={misses > 0 ? `${misses} missed` : "A replay runs"} />}
        </a>
      ))}
    </span>
  );
}

/** A plain click stays on the page; with a key or another button it is the browser's. */
function follow(event: MouseEvent, navigation: Navigation, route: Route): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  navigation.push(route);
}

/** Two lines through a frame: what passes between an agent and its API. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1" y="1" width="14" height="14" rx="3.5" />
      <path d="M4 6.2h5.5M4 9.8h8" />
      <circle cx="11.6" cy="6.2" r="1.1" />
    </svg>
  );
}
