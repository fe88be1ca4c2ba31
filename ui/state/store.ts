import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ExchangeAnswer, SessionAnswer, SessionsAnswer, TurnAnswer } from "../../src/dashboard/contract.ts";
import type { Api, Failure } from "./api.ts";
import type { Clock } from "./clock.ts";
import { createFeed, type EventStream, type Feed } from "./feed.ts";
import { createLoader, type Loader } from "./loader.ts";
import { nextLink, type Link } from "./link.ts";
import { emptyModel, type Model, type ModelEvent } from "./model.ts";
import type { Navigation } from "./navigation.ts";
import { apply } from "./reducer.ts";
import { createReplay, type Replay } from "./replay.ts";
import { createSelection, type Selection } from "./selection.ts";
import { showDetails } from "./details.ts";

export interface StoreParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly openStream: (url: string) => EventStream;
  readonly navigation: Navigation;
}

/** How far the first load, or the load of a session, has come. */
export type Progress = "loading" | "ready" | Failure;

/** All state of the page. Views read its signals and change nothing but through it. */
export interface Store {
  readonly navigation: Navigation;
  readonly api: Api;
  readonly clock: Clock;
  readonly model: ReadonlySignal<Model>;
  readonly link: ReadonlySignal<Link>;
  readonly progress: ReadonlySignal<Progress>;
  readonly sessionProgress: ReadonlySignal<Progress>;
  readonly selection: Selection;
  readonly replay: Replay;
  readonly turn: Loader<TurnAnswer>;
  readonly whole: Loader<TurnAnswer>;
  readonly exchange: Loader<ExchangeAnswer>;
  /** Ticks ten times a second while something runs, else every few seconds. Unix milliseconds. */
  readonly now: ReadonlySignal<number>;
  /** A short message, such as "link copied"; it goes by itself. */
  readonly note: ReadonlySignal<string>;
  readonly helpOpen: Signal<boolean>;
  notify(message: string): void;
  /** Loads again what failed to load. */
  retry(): void;
  start(): void;
}

const NOTE_LASTS = 2500;
/** As many as one answer holds: about 300 KB, and a twentieth of that compressed. */
const MOST_SESSIONS = 1000;

export function createStore({ api, clock, openStream, navigation }: StoreParts): Store {
  const model = signal<Model>(emptyModel);
  const link = signal<Link>({ state: "connecting" });
  const progress = signal<Progress>("loading");
  const sessionProgress = signal<Progress>("loading");
  const note = signal("");
  const take = (event: ModelEvent): void => void (model.value = apply(model.peek(), event));
  const selection = createSelection(model, navigation);
  const replay = createReplay({ api, clock, navigation, filter: selection.filter });
  const loaders = {
    turn: createLoader<TurnAnswer>({ ask: api.json, clock, pause: 250, keep: 60 }),
    whole: createLoader<TurnAnswer>({ ask: api.json, clock, pause: 1000, keep: 6 }),
    exchange: createLoader<ExchangeAnswer>({ ask: api.json, clock, pause: 1000, keep: 12 }),
  };

  let cancelLoad: (() => void) | undefined;
  let journal: string | undefined;
  const feed: Feed = createFeed({
    open: openStream,
    clock,
    since: () => model.peek().seq,
    onLink(event) {
      link.value = nextLink(link.peek(), event);
      if (event.type === "lost") void checkAccess();
    },
    onEvents(events) {
      const judged = events.findLast((event) => event.type === "replay");
      if (judged) replay.hear(judged);
      const hello = events.find((event) => event.type === "hello");
      const isAnother = hello && (hello.seq < model.peek().seq || hello.journal !== (journal ?? hello.journal));
      journal = hello?.journal ?? journal;
      if (isAnother) void reload();
      else batch(() => events.forEach(take));
    },
  });

  /** The journal behind the address is another one than before: start from nothing. */
  const reload = async (): Promise<void> => {
    feed.close();
    take({ type: "reset" });
    await load();
    await loadSession(navigation.route.peek().session);
  };

  /** A stream does not say why it broke; a token that holds no more is no break that passes. */
  const checkAccess = async (): Promise<void> => {
    const answer = await api.json("sessions?limit=1");
    if (!answer.ok && answer.failure.type === "unauthorized") progress.value = answer.failure;
  };

  const load = async (): Promise<void> => {
    cancelLoad?.();
    const answer = await api.json<SessionsAnswer>(`sessions?limit=${MOST_SESSIONS}`);
    if (!answer.ok) {
      progress.value = answer.failure;
      if (answer.failure.type === "unreachable") cancelLoad = clock.after(1000, () => void load());
      return;
    }
    const { seq, sessions, running, total } = answer.value;
    take({ type: "snapshot", seq, sessions, turns: running, total });
    progress.value = "ready";
    feed.start();
  };

  const loadSession = async (id: string | undefined): Promise<void> => {
    if (id === undefined) return;
    sessionProgress.value = "loading";
    const answer = await api.json<SessionAnswer>(`sessions/${encodeURIComponent(id)}`);
    if (navigation.route.peek().session !== id) return;
    if (answer.ok) take({ type: "snapshot", seq: answer.value.seq, sessions: [answer.value.session], turns: answer.value.turns });
    sessionProgress.value = answer.ok ? "ready" : answer.failure;
  };

  const retry = (): void => {
    if (typeof progress.peek() === "object") void load();
    if (typeof sessionProgress.peek() === "object") void loadSession(navigation.route.peek().session);
    if (typeof replay.state.peek() === "object" && !replay.running.peek()) replay.load();
    for (const loader of [...Object.values(loaders), replay.detail]) if (loader.loaded.peek().state === "failed") loader.retry();
  };

  return {
    navigation,
    api,
    clock,
    model,
    link,
    progress,
    sessionProgress,
    selection,
    replay,
    ...loaders,
    now: createNow(model, clock),
    note,
    helpOpen: signal(false),
    notify(message) {
      note.value = message;
      clock.after(NOTE_LASTS, () => note.peek() === message && (note.value = ""));
    },
    retry,
    start() {
      void load();
      replay.load();
      const session = computed(() => navigation.route.value.session);
      effect(() => void loadSession(session.value));
      showDetails(navigation, selection, loaders);
      const isLive = computed(() => link.value.state === "live");
      effect(() => {
        if (isLive.value) retry();
      });
    },
  };
}

function createNow(model: ReadonlySignal<Model>, clock: Clock): ReadonlySignal<number> {
  const now = signal(clock.now());
  const busy = computed(() => model.value.running.size > 0);
  effect(() => clock.every(busy.value ? 100 : 1000, () => void (now.value = clock.now())));
  return now;
}
