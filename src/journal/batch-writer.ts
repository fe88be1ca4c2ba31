import type { DatabaseSync } from "node:sqlite";
import type { Turn } from "../domain/turn.ts";
import type { Clock } from "../platform/clock.ts";
import { createBodies } from "./bodies.ts";
import { createObservationRows } from "./observation-rows.ts";
import type { Reading } from "./reading.ts";
import type { Recording, Segment } from "./recording.ts";
import { nextChange, writing } from "./transaction.ts";
import { createTurnRows } from "./turn-rows.ts";

/** Stores what waits of many exchanges in one short transaction. */
export interface BatchWriter {
  /** Stores the exchange itself. Throws what the database throws. */
  open(recording: Recording): void;
  /** Stores everything that waits; what it throws leaves everything waiting. */
  write(recordings: readonly Recording[]): void;
  /** Forgets what waits. */
  giveUp(): void;
}

export function createBatchWriter(options: {
  readonly db: DatabaseSync;
  readonly reading: Reading;
  readonly clock: Clock;
  readonly processId: string;
}): BatchWriter {
  const { db, reading, clock, processId } = options;
  const bodies = { client: createBodies(), upstream: createBodies() };
  const observations = createObservationRows(db);
  const turnRows = createTurnRows(db, reading);
  let packed: Segment[] = [];

  const open = (recording: Recording): void => {
    recording.row ??= observations.open(recording.opening, processId);
  };

  const store = (row: number, recording: Recording, turns: readonly Turn[], changed: number): void => {
    const whole = recording.ended !== undefined && !recording.postponed;
    observations.update(row, recording, whole ? reading.revision : 0, changed);
    turnRows.write({ row, processId, opening: recording.opening }, turns.slice(recording.settled), { changed, now: clock.now() });
  };

  return {
    open,
    write(recordings) {
      if (recordings.length === 0 && packed.length === 0) return;
      for (const recording of recordings) open(recording);
      const stored = recordings.flatMap((recording) => (recording.row === undefined ? [] : [{ row: recording.row, recording }]));
      // Packed and read before the transaction, so that others wait for writing only.
      packed = [...packed, ...stored.flatMap(({ row, recording }) => recording.take(row, bodies))];
      const batch = stored.map((one) => ({ ...one, turns: one.recording.fold?.turns() ?? [] }));
      writing(db, () => {
        const changed = nextChange(db);
        for (const segment of packed) observations.segment(segment);
        for (const { row, recording, turns } of batch) store(row, recording, turns, changed);
      });
      packed = [];
      for (const { recording, turns } of batch) settle(recording, turns);
    },
    giveUp() {
      packed = [];
      bodies.client.clear();
      bodies.upstream.clear();
    },
  };
}

function settle(recording: Recording, turns: readonly Turn[]): void {
  const running = turns.findIndex(({ state }) => state === "running");
  recording.settled = running < 0 ? turns.length : running;
  recording.touched = false;
}
