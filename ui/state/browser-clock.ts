import type { Clock } from "./clock.ts";

/** The browser's own clock: the one place in the page that asks for the time or sets a timer. */
export function createBrowserClock(page: Window): Clock {
  return {
    now: () => Math.round(page.performance.timeOrigin + page.performance.now()),
    after(ms, callback) {
      const timer = page.setTimeout(callback, ms);
      return () => page.clearTimeout(timer);
    },
    every(ms, callback) {
      const timer = page.setInterval(callback, ms);
      return () => page.clearInterval(timer);
    },
  };
}
