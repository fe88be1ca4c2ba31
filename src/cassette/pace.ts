import { setImmediate } from "node:timers";
import type { Clock } from "../platform/clock.ts";

/** `max`: as fast as it goes; otherwise times the recorded pace (1: as recorded). */
export type Speed = "max" | number;

/** Waits in front of the pieces of an answer. */
export interface Pace {
  /**
   * Resolves when `ms` recorded milliseconds have passed at this speed. `apart`: also at `max` not before another turn of the
   * event loop, so that two pieces are never merged into one write.
   */
  wait(ms: number, apart: boolean): Promise<void>;
}

export function createPace(speed: Speed, clock: Clock): Pace {
  return {
    async wait(ms, apart) {
      if (speed !== "max" && ms > 0) await new Promise<void>((resolve) => void clock.after(ms / speed, resolve));
      else if (apart) await new Promise<void>((resolve) => void setImmediate(resolve));
    },
  };
}
