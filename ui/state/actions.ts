import { TABS } from "./route.ts";
import type { Action } from "./keys.ts";
import type { Store } from "./store.ts";
import { failedTools, isTrouble } from "./turn-facts.ts";
import { isMismatch } from "./verdict-facts.ts";

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
  const { navigation, selection, replay } = store;
  const { route } = navigation;

  const stepTab = (step: 1 | -1): void => {
    const { session, tab, turn } = route.peek();
    if (session === undefined) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? "delta";
    navigation.replace({ ...route.peek(), turn: turn ?? "latest", tab: next });
  };
  const moved = (step: 1 | -1, kind: keyof typeof TESTS): boolean => {
    const { turn, session, ask } = TESTS[kind];
    return route.peek().cassettes ? replay.move(step, ask) : selection.move(step, turn, session);
  };
  const move = (step: 1 | -1, kind: keyof typeof TESTS, what: string): void => {
    if (!moved(step, kind)) store.notify(`No ${step === 1 ? "later" : "earlier"} ${what}`);
  };

  return {
    next: () => void moved(1, "any"),
    previous: () => void moved(-1, "any"),
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
    cassettes: () => navigation.push({ ...(!route.peek().cassettes && { cassettes: true }), tab: "delta", q: "" }),
    filter: parts.focusFilter,
    copyLink: parts.copyLink,
    theme: parts.nextTheme,
    help: () => void (store.helpOpen.value = !store.helpOpen.peek()),
  };
}

type Move = Store["selection"]["move"];

interface Tests {
  readonly turn: Parameters<Move>[1];
  readonly session: Parameters<Move>[2];
  readonly ask: Parameters<Store["replay"]["move"]>[1];
}

const any = (): boolean => true;

const TESTS = {
  any: { turn: any, session: any, ask: any },
  user: { turn: (turn) => turn.fromUser, session: any, ask: any },
  error: { turn: (turn) => isTrouble(turn) || failedTools(turn) > 0, session: (session) => session.errors > 0, ask: isMismatch },
  tool: { turn: (turn) => turn.tools.length > 0, session: any, ask: any },
} satisfies Record<string, Tests>;

function open({ navigation, selection, replay }: Store): void {
  const { session, turn, q, cassettes, ask } = navigation.route.peek();
  const row = replay.row.peek();
  if (cassettes) {
    if (row && ask === undefined) navigation.push({ cassettes, ask: row.n, tab: "delta", q });
    return;
  }
  const chosen = selection.session.peek();
  if (session === undefined) {
    if (chosen) navigation.push({ session: chosen.id, tab: "delta", q: "" });
  } else if (turn === undefined) navigation.push({ session, turn: "latest", tab: "delta", q });
}

/** One step out: help, then the filter, then the turn or ask, then the session or the screen. */
function back({ navigation, helpOpen }: Store, narrow: boolean): void {
  const { session, turn, q, cassettes, ask } = navigation.route.peek();
  if (helpOpen.peek()) helpOpen.value = false;
  else if (q) navigation.replace({ ...navigation.route.peek(), q: "" });
  else if (turn !== undefined && narrow) navigation.push({ ...(session !== undefined && { session }), tab: "delta", q });
  else if (cassettes && ask !== undefined && narrow) navigation.push({ cassettes, tab: "delta", q });
  else if (session !== undefined || cassettes) navigation.push({ tab: "delta", q: "" });
}

function follow({ navigation, notify }: Store): void {
  const route = navigation.route.peek();
  if (route.session === undefined) return;
  navigation.replace({ ...route, turn: "latest" });
  notify("Following the newest turn");
}
