import { effect } from "@preact/signals";
import { render } from "preact";
import "./styles/main.css";
import { FILTER_ID } from "./parts/filter-bar.tsx";
import { createActions } from "./state/actions.ts";
import { createApi } from "./state/api.ts";
import { createBrowserClock } from "./state/browser-clock.ts";
import type { Clock } from "./state/clock.ts";
import { actionOf, type Action } from "./state/keys.ts";
import { NARROW } from "./state/narrow.ts";
import { createNavigation } from "./state/navigation.ts";
import { createStore, type Store } from "./state/store.ts";
import { AppContext, type App } from "./state/store-context.ts";
import { createTheme } from "./state/theme.ts";
import { AppView } from "./views/app.tsx";

const root = document.getElementById("app");
if (root) start(root);

/** Puts the page together: the browser's parts, the state, the keys, the views. */
function start(element: HTMLElement): void {
  const clock = createBrowserClock(window);
  const navigation = createNavigation(window, clock);
  const store = createStore({ api: createApi((...args) => fetch(...args)), clock, navigation, openStream: (url) => new EventSource(url) });
  const theme = createTheme(window);
  const copy = (text: string, what: string): void => {
    void copied(text).then((done) => store.notify(done ? `Copied ${what}` : "The browser does not let this page copy"));
  };
  const actions = createActions(store, {
    focusFilter: () => document.getElementById(FILTER_ID)?.focus(),
    copyLink: () => copy(location.href, "link"),
    nextTheme: theme.next,
    isNarrow: () => matchMedia(NARROW).matches,
  });
  const app: App = { store, actions, theme, origin: location.origin, copy, save: (name, file) => save(name, file, clock) };
  window.addEventListener("keydown", (event) => press(event, actions));
  store.start();
  showTitle(store);
  element.textContent = "";
  render(
    <AppContext.Provider value={app}>
      <AppView />
    </AppContext.Provider>,
    element,
  );
}

/** Without HTTPS or loopback there is no clipboard at all. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const DOWNLOAD_BEGUN = 30_000;

function save(name: string, file: Blob, clock: Clock): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  clock.after(DOWNLOAD_BEGUN, () => URL.revokeObjectURL(link.href));
}

/** The tab says which session it shows, and whether something runs. */
function showTitle({ model, navigation }: Store): void {
  effect(() => {
    const { session, cassettes } = navigation.route.value;
    const title = cassettes ? "Cassettes" : session === undefined ? undefined : model.value.sessions.get(session)?.title;
    document.title = `${model.value.running.size > 0 ? "● " : ""}${title ? `${title} · ` : ""}ccxray`;
  });
}

function press(event: KeyboardEvent, actions: Readonly<Record<Action, () => void>>): void {
  const { target } = event;
  const element = target instanceof HTMLElement ? target : undefined;
  const typing = element?.matches("input, textarea, select") ?? false;
  const pressable = element?.matches("a, button, summary") ?? false;
  const { key, ctrlKey, metaKey, altKey } = event;
  const action = actionOf({ key, ctrlKey, metaKey, altKey, typing, pressable });
  if (!action) {
    if (typing && key === "Enter") element?.blur();
    return;
  }
  event.preventDefault();
  if (typing) element?.blur();
  else actions[action]();
}
