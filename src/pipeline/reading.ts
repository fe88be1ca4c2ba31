import type { ExchangeEvent } from "../domain/exchange.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import { createExchangeReading, type ExchangeReading } from "./reading-exchange.ts";
import type { Observation } from "./recorder.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { createSequence, type Sequence } from "./sequence.ts";

/** Reads messages out of what the relay observed, for any number of exchanges at once. */
export interface Reading {
  /** Never throws. What belongs to no open exchange is left out. */
  take(observation: Observation): void;
  /** Gives incomplete messages that are older than a second, as far as they came. `now`: Unix time in milliseconds. Meant for twice a second. */
  flush(now: number): void;
  /** Resolves when everything taken so far was given to `onEvent`; the bytes of observations may be written to then. */
  settled(): Promise<void>;
}

interface Open {
  readonly startedAt: number;
  readonly reading: ExchangeReading;
  readonly sequence: Sequence;
}

/**
 * `onEvent` gets the events of each exchange in order, `ended` last; it must not throw. Holds at most
 * one part (see `reading-parts.ts`) of a message a side, however large a body or a message is.
 */
export function createReading({ rooms = createRooms(), onEvent }: { readonly rooms?: Rooms | undefined; readonly onEvent: (event: ExchangeEvent) => void }): Reading {
  const open = createFleetingMap<string, Open>();

  return {
    take(observation) {
      if (observation.type === "opened") {
        const { opening } = observation;
        const reading = createExchangeReading(opening, rooms, onEvent);
        open.set(opening.id, { startedAt: opening.startedAt, reading, sequence: createSequence() });
        return;
      }
      const exchange = open.get(observation.id);
      if (!exchange) return;
      exchange.sequence.run(() => exchange.reading.take(observation));
      if (observation.type === "ended") exchange.sequence.run(() => open.delete(observation.id));
    },
    flush(now) {
      for (const { startedAt, reading, sequence } of open.values()) sequence.run(() => reading.tick(now - startedAt));
    },
    async settled() {
      const busy = open.values().filter(({ sequence }) => sequence.isBusy());
      await Promise.all(busy.map(({ sequence }) => sequence.settled()));
    },
  };
}
