import type { Clock } from "../platform/clock.ts";

/** Tells whether what passes keeps the machine busy: then turns are left for later, and the processors to those who wait for an answer. */
export interface BusyMachine {
  /** Told of each batch: its bytes with their bookkeeping, the exchanges that begin in it, and the milliseconds that it waited before it was taken. */
  note(batch: { readonly size: number; readonly openings: number; readonly late: number }): void;
  isBusy(): boolean;
}

/**
 * Batches that wait longer than this before they are taken, in milliseconds, say that the machine has enough to do. One that waits for
 * some 30 milliseconds says nothing yet: so long may the very first one take, or a pause of the machine.
 */
const LATE = 2;
/** More than this says nothing more: somebody has set the clock, or the machine was asleep. */
const LATEST = 100;
const SMOOTHED = 16;
/**
 * Bytes a second below which nothing is gained by leaving turns for later: it is others that keep the machine busy, such as what an
 * agent builds, and for as long as that takes nobody would see what the agent does. Ten agents at work make less than one megabyte.
 */
const MUCH = 4 * 1024 * 1024;
/** Bytes that an exchange weighs beside its own: to read its turn and to store it takes as long as to follow so many. */
const EXCHANGE = 32 * 1024;
/** Milliseconds over which traffic is told. */
const LATELY = 500;
/** So long the machine is taken to be busy after it was, in milliseconds. */
const BUSY = 250;

export function createBusyMachine(clock: Clock): BusyMachine {
  /** Milliseconds that the last batches waited, and bytes that came lately, both smoothed. */
  let lateness = 0;
  let traffic = 0;
  let notedAt = clock.monotonic();
  let busyUntil = -Infinity;

  return {
    note({ size, openings, late }) {
      const now = clock.monotonic();
      traffic = traffic * Math.exp((notedAt - now) / LATELY) + size + openings * EXCHANGE;
      notedAt = now;
      lateness += (Math.min(LATEST, Math.max(0, late)) - lateness) / SMOOTHED;
      if (lateness > LATE && traffic > (MUCH * LATELY) / 1000) busyUntil = now + BUSY;
    },
    isBusy: () => clock.monotonic() < busyUntil,
  };
}
