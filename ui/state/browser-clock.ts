import type { Clock } from "./clock.ts";

/** The browser's own clock: the one place in the page that asks for the time or sets a timer. */
export function createBrowserClock(page: Window): Clock {
  return {
    // Not performance.now(): in some browsers it stands still while the machine sleeps.
    now: () => new Date().getTime(),
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
