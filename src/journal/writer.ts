import type { DatabaseSync } from "node:sqlite";
import { type ExchangeEvent, messagesOf, type Opening } from "../domain/exchange.ts";
import type { TurnReader } from "../providers/provider.ts";
import type { Redacted } from "../domain/redacted.ts";
import { createRooms, createScratch, type Rooms } from "../pipeline/rooms.ts";
import type { Sink } from "../pipeline/sink.ts";
import type { Clock } from "../platform/clock.ts";
import { createFleetingMap } from "../platform/fleeting-map.ts";
import type { NotePassing } from "../platform/young-memory.ts";
import { createBatchWriter } from "./batch-writer.ts";
import { createDeriver, type Deriver } from "./derive.ts";
import { createJsonReader } from "./json-reader.ts";
import { createOncePerKind } from "./once-per-kind.ts";
import { beat, endProcess, HEARTBEAT, registerProcess, type RecordingProcess } from "./processes.ts";
import { ownReading, type Reading } from "./reading.ts";
import { createRecording, type Recording } from "./recording.ts";
import { createSoonest } from "./soonest.ts";
import { isBusy, isPassing } from "./transaction.ts";

/** What `createJournalSink` needs. */
export interface JournalSinkOptions {
  /** Open and migrated; it stays open when the sink closes. */
  readonly db: DatabaseSync;
  readonly process: RecordingProcess;
  readonly clock: Clock;
  /** Where lent bytes lie, so that they are kept without a copy. */
  readonly rooms?: Rooms;
  /** How turns are read. Default: this program's providers. */
  readonly reading?: Reading;
  /** True while so much is waiting to be observed that turns have to wait. */
  readonly isBehind?: () => boolean;
  /** Told how many bytes were left behind by what was read from the journal again. */
  readonly notePassing?: NotePassing;
  /** Told once for each kind of failure. */
  readonly onProblem?: (error: unknown) => void;
}

/** Milliseconds until what streams is stored, and until an ask or an end is. */
const STREAM_DELAY = 250;
const PROMPT_DELAY = 25;
/** Milliseconds until who looks on sees what streams: only the turns are told so soon. */
const LIVE_DELAY = 25;
/** Writing pauses for so many times the time it took, so that it takes a part of this thread's time only. */
const PAUSE = 4;
/** Milliseconds at a time for what was left for later. */
const CATCH_UP = 10;
/** Milliseconds that closing spends on what is still left then. */
const LAST_CATCH_UP = 2000;
const RETRY_DELAY = 1000;
/** Bytes that may wait before they are stored at once. */
const FULL = 1024 * 1024;
/**
 * When so many exchanges have begun, all that waits is stored, also in a pause: what a waiting exchange consists of outlives its youth
 * when hundreds wait, and all of memory is looked through for it ten times a second (measured).
 */
const MANY = 64;
/** With more to write than this at a time, in bytes, or with `MANY` exchanges, what was left for later is left longer: it is read from the journal, and costs more then. */
const QUIET = 64 * 1024;
/** Bytes that may wait while the database refuses them; beyond, they are given up. */
const GIVE_UP = 16 * 1024 * 1024;

/** The sink that writes the journal, in batches: at once when there is little to do, ever more together when there is much, up to `FULL` or `MANY`. */
export function createJournalSink(options: JournalSinkOptions): Sink {
  const { db, process, clock, rooms = createRooms(), reading = ownReading, isBehind = () => false, notePassing = () => {} } = options;
  const report = createOncePerKind(options.onProblem ?? (() => {}));
  const recordings = createFleetingMap<string, Recording>();
  const recordingRooms = { rooms, scratch: createScratch() };
  const batch = createBatchWriter({ db, reading, clock, processId: process.id, rooms });
  const timer = createSoonest(clock, flush);
  const live = createSoonest(clock, tellLive);
  const readJson = createJsonReader(rooms);
  const postponed = new Set<string>();
  let deriver: Deriver | undefined;
  let waiting = 0;
  /** Exchanges that began since anything was stored. */
  let begun = 0;
  let failing = false;
  /** Monotonic time in milliseconds before which only a full batch or one of many exchanges is written, and before which nobody is told. */
  let pausedUntil = -Infinity;
  let liveAfter = -Infinity;

  registerProcess(db, process, clock.now());
  const stopHeart = clock.every(HEARTBEAT, () => attempt(() => beat(db, process.id, clock.now())));

  function accept(event: Redacted<ExchangeEvent>): void {
    if (event.type === "opened") return open(event.opening);
    const recording = recordings.get(event.id);
    if (recording === undefined || recording.ended !== undefined) return;
    note(recording, event);
    follow(recording, event);
    if (waiting >= (failing ? GIVE_UP : FULL)) flush();
  }

  function open(opening: Opening): void {
    const provider = reading.providerById(opening.provider);
    const later = provider !== undefined && isBehind();
    const recording = createRecording(opening, later ? undefined : provider?.reader(opening, readJson), recordingRooms);
    recordings.set(opening.id, recording);
    begun++;
    if (later) postpone(recording);
    const pause = pausedUntil - clock.monotonic();
    if (failing) return;
    if (pause > 0 && begun < MANY) timer.within(pause);
    else flush();
  }

  function note(recording: Recording, event: Exclude<ExchangeEvent, { type: "opened" }>): void {
    recording.touched = true;
    if (event.type === "answered") recording.answered = event;
    if (event.type === "ended") recording.ended = event;
    if (event.type === "message") waiting += recording.add(event.message);
    if (event.type === "messages") waiting += recording.addRun(event.run);
    if (recording.fold !== undefined && streams(event)) live.within(Math.max(LIVE_DELAY, liveAfter - clock.monotonic()));
    const prompt = event.type === "ended" || (event.type === "message" && event.message.from === "client");
    timer.within(prompt ? Math.max(PROMPT_DELAY, pausedUntil - clock.monotonic()) : STREAM_DELAY);
  }

  /** Meaning never holds up observation: behind, it is left for later and read from the journal then. */
  function follow(recording: Recording, event: Exclude<ExchangeEvent, { type: "opened" }>): void {
    if (recording.fold === undefined) return;
    if (isBehind()) postpone(recording);
    else foldInto(recording.fold, event);
  }

  function postpone(recording: Recording): void {
    recording.fold = undefined;
    recording.postponed = true;
    postponed.add(recording.opening.id);
  }

  function tellLive(): void {
    if (failing || isBehind()) return;
    const started = clock.monotonic();
    attempt(() => unlessBusy(() => batch.tell(recordings.values().filter(({ touched, ended }) => touched && ended === undefined))));
    const now = clock.monotonic();
    liveAfter = now + PAUSE * (now - started);
  }

  function flush(): void {
    timer.cancel();
    live.cancel();
    const started = clock.monotonic();
    const quiet = waiting < QUIET && begun < MANY;
    failing = !attempt(() => batch.write(recordings.values().filter(({ touched }) => touched), isBehind()));
    if (failing) return retry();
    const now = clock.monotonic();
    pausedUntil = now + Math.min(STREAM_DELAY, Math.max(PROMPT_DELAY, PAUSE * (now - started)));
    waiting = 0;
    begun = 0;
    for (const { opening, ended, touched } of recordings.values()) if (ended !== undefined && !touched) recordings.delete(opening.id);
    if (postponed.size > 0) catchUp(quiet && !isBehind());
  }

  function retry(): void {
    if (waiting >= GIVE_UP) {
      batch.giveUp();
      recordings.clear();
      waiting = 0;
    }
    timer.within(RETRY_DELAY);
  }

  function catchUp(now: boolean): void {
    const isHeldUp = now && !catchUpFor(CATCH_UP);
    if (postponed.size > 0) timer.within(isHeldUp ? RETRY_DELAY : now ? PROMPT_DELAY : STREAM_DELAY);
    else deriver?.forget();
  }

  /** Reads the turns of exchanges from the journal, for about so many milliseconds; false when it could not go on. */
  function catchUpFor(ms: number): boolean {
    const until = clock.monotonic() + ms;
    const goOn = (): boolean => clock.monotonic() < until;
    while (postponed.size > 0) {
      if (!catchUpOn(goOn)) return false;
      if (!goOn()) break;
    }
    return true;
  }

  /**
   * What still runs comes first, since people look on, and of the rest the oldest, so that what the next is a delta to has just been
   * read. While the database cannot be used they wait on; what fails otherwise is given up.
   */
  function catchUpOn(goOn: () => boolean): boolean {
    const taken: string[] = [];
    const take = (id: string): string => {
      postponed.delete(id);
      taken.push(id);
      return id;
    };
    try {
      deriver ??= createDeriver(db, reading, { readJson, rooms, notePassing });
      const running = recordings.values().find(({ opening, ended }) => ended === undefined && postponed.has(opening.id));
      if (running) resume(running, deriver.resume(take(running.opening.id), clock.now()));
      else deriver.derive(endedOnes(take), clock.now(), goOn);
      return true;
    } catch (error) {
      report(error);
      if (isPassing(error)) putBack(taken);
      return !isPassing(error) && taken.length > 0;
    }
  }

  function putBack(ids: readonly string[]): void {
    const others = [...postponed];
    postponed.clear();
    for (const id of [...ids, ...others]) postponed.add(id);
  }

  /** Of what was put off, what is stored to its end. */
  function* endedOnes(take: (id: string) => string): Generator<string> {
    for (const id of postponed) if (!recordings.get(id)) yield take(id);
  }

  /** Goes on with an exchange that is still running. */
  function resume(recording: Recording, stored: ReturnType<Deriver["resume"]>): void {
    if (stored === undefined) return;
    recording.fold = stored.fold;
    recording.settled = stored.settled;
    recording.postponed = false;
    recording.touched = true;
    timer.within(STREAM_DELAY);
  }

  function attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  async function close(): Promise<void> {
    stopHeart();
    for (const { opening } of recordings.values()) interrupt(opening);
    flush();
    timer.cancel();
    live.cancel();
    // Only this process knows the values of its environment that must not be shown, so others should not have to read its turns.
    catchUpFor(LAST_CATCH_UP);
    attempt(() => endProcess(db, process.id, clock.now()));
    attempt(() => db.exec("pragma wal_checkpoint(passive)"));
  }

  function interrupt({ id, startedAt }: Opening): void {
    const event = { type: "ended", id, at: Math.max(0, clock.now() - startedAt), outcome: { type: "interrupted" } } as const;
    accept(event as Redacted<typeof event>);
  }

  return { accept, close };
}

/** What is told ahead is stored a moment later anyway: a database that others have locked is no trouble yet. */
function unlessBusy(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/** Is it a part of an answer? An ask, a head and an end are stored at once. */
function streams(event: Exclude<ExchangeEvent, { type: "opened" }>): boolean {
  return event.type === "messages" || (event.type === "message" && event.message.from === "upstream");
}

function foldInto(reader: TurnReader, event: Exclude<ExchangeEvent, { type: "opened" }>): void {
  if (event.type !== "messages") return reader.take(event);
  for (const message of messagesOf(event.run)) reader.take({ type: "message", id: event.id, message });
}
