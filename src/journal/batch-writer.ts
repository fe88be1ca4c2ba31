import type { DatabaseSync } from "node:sqlite";
import type { Rooms } from "../pipeline/rooms.ts";
import type { Clock } from "../platform/clock.ts";
import { createBodies } from "./bodies.ts";
import { createObservationRows } from "./observation-rows.ts";
import { letGo } from "./pack.ts";
import type { Reading } from "./reading.ts";
import { endedIn, type Recording, type Segment, type Spot } from "./recording.ts";
import { createChangeCounter, writing } from "./transaction.ts";
import { createTurnRows, type ReadTurn } from "./turn-rows.ts";

/** Stores what waits of many exchanges in one short transaction. */
export interface BatchWriter {
  /** Stores everything that waits, `hurried` when there is much more to come; what it throws leaves everything waiting. */
  write(recordings: readonly Recording[], hurried?: boolean): void;
  /** Stores what the turns have come to, and none of what waits: for who looks on. */
  tell(recordings: readonly Recording[]): void;
  /** Forgets what waits. */
  giveUp(): void;
}

interface Waiting {
  readonly recording: Recording;
  /** From the first on that is not settled. */
  readonly turns: readonly ReadTurn[];
  /** Nothing of it is stored yet. */
  readonly fresh: boolean;
}

export function createBatchWriter(options: {
  readonly db: DatabaseSync;
  readonly reading: Reading;
  readonly clock: Clock;
  readonly processId: string;
  /** Where the bodies of the recordings are. */
  readonly rooms: Rooms;
}): BatchWriter {
  const { db, reading, clock, processId, rooms } = options;
  const bodies = { client: createBodies<Spot>(rooms), upstream: createBodies<Spot>(rooms) };
  const observations = createObservationRows(db);
  const turnRows = createTurnRows(db, reading);
  const nextChange = createChangeCounter(db);
  let packed: Segment[] = [];

  const store = (batch: readonly Waiting[]): void => {
    const changed = nextChange();
    const now = clock.now();
    for (const { recording, turns, fresh } of batch) {
      const { row, ended, postponed } = recording;
      observations.exchange(recording, { processId, derived: ended !== undefined && !postponed ? reading.revision : 0, changed });
      if (row.number !== undefined) turnRows.write({ row: row.number, fresh }, turns, { changed, now });
    }
    for (const segment of packed) observations.segment(segment);
  };

  const turnsOf = ({ opening, fold, settled }: Recording): readonly ReadTurn[] => (fold?.turns(settled) ?? []).map((turn) => turnRows.read({ processId, opening }, turn));

  return {
    write(recordings, hurried = false) {
      if (recordings.length === 0 && packed.length === 0) return;
      // Packed and read before the transaction, so that others wait for writing only.
      for (const recording of recordings) packed.push(...recording.take(bodies, hurried));
      const batch = recordings.map((recording) => ({ recording, turns: turnsOf(recording), fresh: recording.row.number === undefined }));
      try {
        writing(db, () => store(batch));
      } catch (error) {
        for (const { recording, fresh } of batch) if (fresh) recording.row.number = undefined;
        throw error;
      }
      const stored = packed;
      packed = [];
      bodies.client.stored();
      bodies.upstream.stored();
      for (const { recording, turns } of batch) settle(recording, turns);
      for (const segment of stored) letGo(segment.packed);
    },
    tell(recordings) {
      const told = recordings.flatMap((recording) => (recording.row.number === undefined || !recording.fold ? [] : [{ row: recording.row.number, turns: turnsOf(recording) }]));
      if (told.length === 0) return;
      writing(db, () => {
        const stamp = { changed: nextChange(), now: clock.now() };
        for (const { row, turns } of told) turnRows.write({ row }, turns, stamp);
      });
    },
    giveUp() {
      packed = [];
      bodies.client.clear();
      bodies.upstream.clear();
    },
  };
}

function settle(recording: Recording, turns: readonly ReadTurn[]): void {
  recording.settled += endedIn(turns.map(({ turn }) => turn));
  recording.fold?.forget(recording.settled);
  recording.touched = false;
}
