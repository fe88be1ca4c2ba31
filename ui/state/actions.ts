import { TABS } from "./route.ts";
import type { Action } from "./keys.ts";
import type { Store } from "./store.ts";
import { failedTools, isTrouble } from "./turn-facts.ts";

/** What actions need of the page beyond the store. */
export interface ActionParts {
  readonly focusFilter: () => void;
  readonly copyLink: () => void;
  readonly nextTheme: () => void;
  /** One pane at a time. */
  readonly isNarrow: () => boolean;
}

/** What every key does. */
export function createActions(store: Store, parts: ActionParts): Readonly<Record<Action, () => void>> {
  const { navigation, selection } = store;
  const { route } = navigation;

  const stepTab = (step: 1 | -1): void => {
    const { session, tab, turn } = route.peek();
    if (session === undefined) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? "delta";
    navigation.replace({ ...route.peek(), turn: turn ?? "latest", tab: next });
  };
  const move = (step: 1 | -1, kind: keyof typeof TESTS, what: string): void => {
    const [turnTest, sessionTest] = TESTS[kind];
    if (!selection.move(step, turnTest, sessionTest)) store.notify(`No ${step === 1 ? "later" : "earlier"} ${what}`);
  };

  return {
    next: () => void selection.move(1, ...TESTS.any),
    previous: () => void selection.move(-1, ...TESTS.any),
    nextUser: () => move(1, "user", "thing a person said"),
    previousUser: () => move(-1, "user", "thing a person said"),
    nextError: () => move(1, "error", "error"),
    previousError: () => move(-1, "error", "error"),
    nextTool: () => move(1, "tool", "tool call"),
    previousTool: () => move(-1, "tool", "tool call"),
    nextTab: () => stepTab(1),
    previousTab: () => stepTab(-1),
    open: () => open(store),
    back: () => back(store, parts.isNarrow()),
    follow: () => follow(store),
    filter: parts.focusFilter,
    copyLink: parts.copyLink,
    theme: parts.nextTheme,
    help: () => void (store.helpOpen.value = !store.helpOpen.peek()),
  };
}

type Tests = readonly [Parameters<Store["selection"]["move"]>[1], Parameters<Store["selection"]["move"]>[2]];

const TESTS = {
  any: [() => true, () => true],
  user: [(turn) => turn.fromUser, () => true],
  error: [(turn) => isTrouble(turn) || failedTools(turn) > 0, (session) => session.errors > 0],
  tool: [(turn) => turn.tools.length > 0, () => true],
} satisfies Record<string, Tests>;

function open({ navigation, selection }: Store): void {
  const { session, turn, q } = navigation.route.peek();
  const chosen = selection.session.peek();
  if (session === undefined) {
    if (chosen) navigation.push({ session: chosen.id, tab: "delta", q: "" });
  } else if (turn === undefined) navigation.push({ session, turn: "latest", tab: "delta", q });
}

/** One step out: help, then the filter, then the turn, then the session. */
function back({ navigation, helpOpen }: Store, narrow: boolean): void {
  const { session, turn, q } = navigation.route.peek();
  if (helpOpen.peek()) helpOpen.value = false;
  else if (q) navigation.replace({ ...navigation.route.peek(), q: "" });
  else if (turn !== undefined && narrow) navigation.push({ ...(session !== undefined && { session }), tab: "delta", q });
  else if (session !== undefined) navigation.push({ tab: "delta", q: "" });
}

function follow({ navigation, notify }: Store): void {
  const route = navigation.route.peek();
  if (route.session === undefined) return;
  navigation.replace({ ...route, turn: "latest" });
  notify("Following the newest turn");
}
