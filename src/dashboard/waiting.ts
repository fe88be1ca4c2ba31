import type { Clock } from "../platform/clock.ts";

/** How one loop waits: for news, for a while, and never after it was told to stop. */
export interface Waiting {
  /** Resolves with false when `wake` or `stop` is called; with true after `ms`. */
  forChange(ms: number): Promise<boolean>;
  /** Resolves after `ms`, or when `stop` is called. */
  rest(ms: number): Promise<void>;
  wake(): void;
  stop(): void;
  stopped(): boolean;
}

export function createWaiting(clock: Clock): Waiting {
  let stopped = false;
  let onWake: (() => void) | undefined;
  let onStop: (() => void) | undefined;

  const wait = (ms: number, wakeable: boolean): Promise<boolean> =>
    new Promise((resolve) => {
      if (stopped) return resolve(false);
      const settle = (timedOut: boolean): void => {
        onWake = onStop = undefined;
        cancel();
        resolve(timedOut);
      };
      const cancel = clock.after(ms, () => settle(true));
      onStop = () => settle(false);
      if (wakeable) onWake = () => settle(false);
    });

  return {
    forChange: (ms) => wait(ms, true),
    rest: async (ms) => void (await wait(ms, false)),
    wake: () => onWake?.(),
    stop() {
      stopped = true;
      onStop?.();
    },
    stopped: () => stopped,
  };
}
