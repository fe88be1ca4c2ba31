import { setImmediate } from "node:timers";
import type { Clock } from "../platform/clock.ts";

/** `max`: as fast as it goes; otherwise times the recorded pace (1: as recorded). */
export type Speed = "max" | number;

/** Waits between the pieces of an answer. Also at `max` each piece is a turn of the event loop of its own, so that none are merged into one write. */
export interface Pace {
  /** Resolves when `ms` recorded milliseconds have passed at this speed. */
  wait(ms: number): Promise<void>;
}

export function createPace(speed: Speed, clock: Clock): Pace {
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (speed === "max" || ms <= 0) setImmediate(resolve);
        else clock.after(ms / speed, resolve);
      }),
  };
}
