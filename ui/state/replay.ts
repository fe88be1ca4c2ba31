import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import type { ReplayAnswer, VerdictAnswer, VerdictRow } from "../../src/dashboard/contract.ts";
import type { Api, Failure } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { Filter } from "./filter.ts";
import { createLoader, type Loader } from "./loader.ts";
import type { Navigation } from "./navigation.ts";
import { matchesVerdict, type RunningReplay, weightiest } from "./verdict-facts.ts";

/** What is known of a replay: nothing yet, that none runs, why it cannot be known, or its verdicts so far. */
export type ReplayState = "loading" | "none" | Failure | RunningReplay;

/** The replay behind this page, and which of its asks is looked at. */
export interface Replay {
  readonly state: ReadonlySignal<ReplayState>;
  readonly running: ReadonlySignal<RunningReplay | undefined>;
  /** The asks that pass the filter, in order. */
  readonly rows: ReadonlySignal<readonly VerdictRow[]>;
  /** The ask in the address, else the one that needs looking at. */
  readonly row: ReadonlySignal<VerdictRow | undefined>;
  readonly detail: Loader<VerdictAnswer>;
  /** Takes the feed's word for how many asks there are. */
  hear(news: { readonly run: string; readonly asks: number }): void;
  load(): void;
  /** Selects the nearest ask in a direction that passes a test; false when there is none. */
  move(step: 1 | -1, test: (row: VerdictRow) => boolean): boolean;
}

export interface ReplayParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly navigation: Navigation;
  readonly filter: ReadonlySignal<Filter>;
}

export function createReplay({ api, clock, navigation, filter }: ReplayParts): Replay {
  const { route } = navigation;
  const state = signal<ReplayState>("loading");
  const running = computed(() => (isRunning(state.value) ? state.value : undefined));
  const rows = computed(() => {
    const all = running.value?.verdicts ?? [];
    return filter.value.terms.length === 0 ? all : all.filter((one) => matchesVerdict(filter.value, one));
  });
  const row = computed(() => {
    const { ask } = route.value;
    return ask === undefined ? weightiest(rows.value) : running.value?.verdicts[ask - 1];
  });
  const detail = createLoader<VerdictAnswer>({ ask: api.json, clock, pause: 1000, keep: 20 });
  let isLoading = false;
  let heard: { readonly run: string; readonly asks: number } | undefined;

  const load = async (): Promise<void> => {
    if (isLoading) return;
    isLoading = true;
    const before = running.peek();
    const answer = await api.json<ReplayAnswer>(`replay?after=${before?.verdicts.length ?? 0}`);
    isLoading = false;
    // What is there stays when the process behind it has ended: the judgement is the last thing a person wants to lose.
    if (!answer.ok) return void (before === undefined && (state.value = answer.failure));
    state.value = joined(before, answer.value);
    if (isBehind(running.peek(), heard)) await load();
  };

  effect(() => {
    const { cassettes } = route.value;
    const shown = cassettes ? row.value : undefined;
    detail.show(shown && `replay/verdicts/${shown.n}`, running.peek()?.run ?? "");
  });

  return {
    state,
    running,
    rows,
    row,
    detail,
    hear(news) {
      heard = news;
      if (running.peek()?.run !== news.run || isBehind(running.peek(), news)) void load();
    },
    load: () => void load(),
    move(step, test) {
      const at = positionOf(rows.peek(), row.peek(), step);
      const found = nextOf(rows.peek(), at, step, test);
      if (found) navigation.replace({ ...route.peek(), ask: found.n });
      return found !== undefined;
    },
  };
}

function isRunning(state: ReplayState): state is RunningReplay {
  return typeof state === "object" && "running" in state;
}

/** Later verdicts behind those that are known; a new run starts over, and is then asked for from its beginning. */
function joined(before: RunningReplay | undefined, answer: ReplayAnswer): ReplayState {
  if (!answer.running) return "none";
  if (before?.run !== answer.run) return before ? { ...answer, verdicts: [] } : answer;
  const known = before.verdicts.length;
  return { ...answer, verdicts: [...before.verdicts, ...answer.verdicts.filter(({ n }) => n > known)] };
}

/** Whether there are verdicts of this run that are not known yet. */
function isBehind(replay: RunningReplay | undefined, news: { readonly run: string; readonly asks: number } | undefined): boolean {
  if (!replay) return false;
  return replay.verdicts.length < Math.max(replay.counts.asks, news?.run === replay.run ? news.asks : 0);
}

/** Where an ask is in a list; when the filter hides it, the place between its neighbours. */
function positionOf(rows: readonly VerdictRow[], row: VerdictRow | undefined, step: 1 | -1): number {
  if (!row) return step === 1 ? -1 : rows.length;
  const at = rows.findIndex(({ n }) => n >= row.n);
  const gap = at < 0 ? rows.length : at;
  return rows[gap]?.n === row.n || step === -1 ? gap : gap - 1;
}

function nextOf(rows: readonly VerdictRow[], from: number, step: 1 | -1, test: (row: VerdictRow) => boolean): VerdictRow | undefined {
  for (let at = from + step; at >= 0 && at < rows.length; at += step) {
    const one = rows[at];
    if (one !== undefined && test(one)) return one;
  }
  return undefined;
}
