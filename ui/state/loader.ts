import { signal, type ReadonlySignal } from "@preact/signals";
import type { Answer, Failure } from "./api.ts";
import type { Clock } from "./clock.ts";

export type Loaded<T> =
  | { readonly state: "idle" }
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly failure: Failure };

/** Holds what one path answers, for whichever path is shown. */
export interface Loader<T> {
  readonly loaded: ReadonlySignal<Loaded<T>>;
  /** Shows a path. Another version of the same path is loaded again, at most once a pause; what is there stays meanwhile. */
  show(path: string | undefined, version: string): void;
  /** Loads a path that will be shown next. */
  prepare(path: string, version: string): void;
  retry(): void;
}

export interface LoaderParts<T> {
  readonly ask: (path: string, signal: AbortSignal) => Promise<Answer<T>>;
  readonly clock: Clock;
  /** Shortest time between two loads of the same path, in milliseconds. */
  readonly pause: number;
  /** How many answers are kept. */
  readonly keep: number;
}

export function createLoader<T>({ ask, clock, pause, keep }: LoaderParts<T>): Loader<T> {
  const loaded = signal<Loaded<T>>({ state: "idle" });
  const kept = new Map<string, { version: string; value: T }>();
  let path: string | undefined;
  let version = "";
  let running: AbortController | undefined;
  let cancelWait: (() => void) | undefined;

  const remember = (at: string, entry: { version: string; value: T }): void => {
    kept.delete(at);
    kept.set(at, entry);
    const oldest = kept.keys().next().value;
    if (kept.size > keep && oldest !== undefined) kept.delete(oldest);
  };

  const load = async (): Promise<void> => {
    if (path === undefined) return;
    const asked = { path, version };
    const control = new AbortController();
    running = control;
    const answer = await ask(asked.path, control.signal);
    if (control.signal.aborted) return;
    running = undefined;
    if (answer.ok) remember(asked.path, { version: asked.version, value: answer.value });
    if (answer.ok) loaded.value = { state: "ready", value: answer.value };
    else if (loaded.peek().state !== "ready") loaded.value = { state: "failed", failure: answer.failure };
    wait(asked.version !== version);
  };

  /** A pause after each load; a version that came meanwhile is loaded when it is over. */
  const wait = (changed: boolean): void => {
    let again = changed;
    const before = version;
    cancelWait = clock.after(pause, () => {
      cancelWait = undefined;
      again ||= before !== version;
      if (again) void load();
    });
  };

  const stop = (): void => {
    running?.abort();
    running = undefined;
    cancelWait?.();
    cancelWait = undefined;
  };

  return {
    loaded,
    show(nextPath, nextVersion) {
      const same = nextPath === path;
      const changed = nextVersion !== version;
      version = nextVersion;
      if (same) {
        if (changed && !running && !cancelWait) void load();
        return;
      }
      stop();
      path = nextPath;
      const found = nextPath === undefined ? undefined : kept.get(nextPath);
      if (nextPath === undefined) loaded.value = { state: "idle" };
      else loaded.value = found ? { state: "ready", value: found.value } : { state: "loading" };
      if (found?.version !== nextVersion) void load();
    },
    prepare(nextPath, nextVersion) {
      if (kept.get(nextPath)?.version === nextVersion) return;
      void ask(nextPath, new AbortController().signal).then((answer) => {
        if (answer.ok) remember(nextPath, { version: nextVersion, value: answer.value });
      });
    },
    retry() {
      stop();
      loaded.value = { state: "loading" };
      void load();
    },
  };
}
