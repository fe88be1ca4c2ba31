import type { Clock } from "../../src/platform/clock.ts";

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  /** Moves time on, and calls back what is due by then, in order. */
  advance(ms: number): void;
  /** How many timers are waiting. */
  waiting(): number;
}

export function createTestClock(start = 1_700_000_000_000): TestClock {
  let now = start;
  const timers = new Set<{ at: number; every: number | undefined; callback: () => void }>();
  const add = (ms: number, every: number | undefined, callback: () => void) => {
    const timer = { at: now + ms, every, callback };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => now,
    monotonic: () => now - start,
    after: (ms, callback) => add(ms, undefined, callback),
    every: (ms, callback) => add(ms, ms, callback),
    waiting: () => timers.size,
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = next.at;
        if (next.every === undefined) timers.delete(next);
        else next.at += next.every;
        next.callback();
      }
      now = end;
    },
  };
}
