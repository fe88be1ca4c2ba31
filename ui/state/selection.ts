import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import { parseFilter, type Filter } from "./filter.ts";
import { isEmpty, matchesSession, matchesTurn } from "./filter-match.ts";
import type { Model } from "./model.ts";
import type { Navigation } from "./navigation.ts";
import type { TurnRef } from "./route.ts";

/** What is shown and what is chosen, from the model, the filter and the address. */
export interface Selection {
  readonly filter: ReadonlySignal<Filter>;
  /** Newest activity first. Without a filter, those without a single turn are left out. */
  readonly sessions: ReadonlySignal<readonly SessionSummary[]>;
  /** How many are left out. */
  readonly emptySessions: ReadonlySignal<number>;
  /** On the screen Now. */
  readonly session: ReadonlySignal<SessionSummary | undefined>;
  /** All turns of the opened session, oldest first. */
  readonly allTurns: ReadonlySignal<readonly TurnSummary[]>;
  /** Those that pass the filter. */
  readonly turns: ReadonlySignal<readonly TurnSummary[]>;
  readonly turn: ReadonlySignal<TurnSummary | undefined>;
  /** True while the newest turn is shown, whichever it is. */
  readonly following: ReadonlySignal<boolean>;
  chooseSession(id: string): void;
  /** Selects the nearest turn or session in a direction that passes a test; false when there is none. */
  move(step: 1 | -1, turnTest: (turn: TurnSummary) => boolean, sessionTest: (session: SessionSummary) => boolean): boolean;
}

export function createSelection(model: ReadonlySignal<Model>, navigation: Navigation): Selection {
  const { route } = navigation;
  const typed = computed(() => route.value.q);
  const filter = computed(() => parseFilter(typed.value));
  const opened = computed(() => route.value.session);
  const chosen = signal<string | undefined>(undefined);

  const sorted = computed(() => [...model.value.sessions.values()].toSorted((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? 1 : -1)));
  const filled = computed(() => sorted.value.filter((one) => !isEmpty(one)));
  const sessions = computed(() => (filter.value.terms.length === 0 ? filled.value : kept(sorted.value, filter.value, matchesSession)));
  const session = computed(() => sessions.value.find(({ id }) => id === chosen.value) ?? sessions.value[0]);
  const allTurns = computed(() => model.value.turns.get(opened.value ?? "") ?? []);
  const turns = computed(() => kept(allTurns.value, filter.value, matchesTurn));
  const following = computed(() => typeof route.value.turn !== "object");
  const turn = computed(() => {
    const ref = route.value.turn;
    return typeof ref === "object" ? allTurns.value.findLast((one) => isTurn(one, ref)) : newest(turns.value);
  });

  const moveSession = (step: 1 | -1, test: (session: SessionSummary) => boolean): boolean => {
    const at = sessions.peek().findIndex(({ id }) => id === session.peek()?.id);
    const found = next(sessions.peek(), at, step, test);
    if (found) chosen.value = found.id;
    return found !== undefined;
  };

  const moveTurn = (step: 1 | -1, test: (turn: TurnSummary) => boolean): boolean => {
    const found = next(turns.peek(), positionOf(turns.peek(), turn.peek(), step), step, test);
    if (found) navigation.replace({ ...route.peek(), turn: { exchangeId: found.exchangeId, index: found.index } });
    return found !== undefined;
  };

  return {
    filter,
    sessions,
    emptySessions: computed(() => sorted.value.length - filled.value.length),
    session,
    allTurns,
    turns,
    turn,
    following,
    chooseSession: (id) => void (chosen.value = id),
    move: (step, turnTest, sessionTest) => (opened.peek() === undefined ? moveSession(step, sessionTest) : moveTurn(step, turnTest)),
  };
}

function kept<T>(all: readonly T[], filter: Filter, matches: (filter: Filter, one: T) => boolean): readonly T[] {
  return filter.terms.length === 0 ? all : all.filter((one) => matches(filter, one));
}

function isTurn(turn: TurnSummary, ref: TurnRef): boolean {
  return turn.index === ref.index && turn.exchangeId === ref.exchangeId;
}

function newest(turns: readonly TurnSummary[]): TurnSummary | undefined {
  return turns.findLast(({ kind }) => kind === "turn") ?? turns.at(-1);
}

/** Where a turn is in a list; when the filter hides it, the place between its neighbours. */
function positionOf(turns: readonly TurnSummary[], turn: TurnSummary | undefined, step: 1 | -1): number {
  if (!turn) return step === 1 ? -1 : turns.length;
  const at = turns.lastIndexOf(turn);
  if (at >= 0) return at;
  const after = turns.findIndex((one) => one.startedAt > turn.startedAt);
  const gap = after < 0 ? turns.length : after;
  return step === 1 ? gap - 1 : gap;
}

function next<T>(all: readonly T[], from: number, step: 1 | -1, test: (one: T) => boolean): T | undefined {
  for (let at = from + step; at >= 0 && at < all.length; at += step) {
    const one = all[at];
    if (one !== undefined && test(one)) return one;
  }
  return undefined;
}
