import type { Clock } from "../platform/clock.ts";

/** One timer that many ask for: it fires at the earliest time asked for. */
export interface Soonest {
  within(ms: number): void;
  cancel(): void;
}

export function createSoonest(clock: Clock, callback: () => void): Soonest {
  let due = Infinity;
  let stop: (() => void) | undefined;
  const cancel = (): void => {
    stop?.();
    due = Infinity;
  };
  return {
    within(ms) {
      const at = clock.monotonic() + ms;
      if (at >= due) return;
      stop?.();
      due = at;
      stop = clock.after(ms, () => {
        due = Infinity;
        callback();
      });
    },
    cancel,
  };
}
