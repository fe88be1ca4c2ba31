import type { DatabaseSync } from "node:sqlite";
import type { MessagePort } from "node:worker_threads";
import { createRecorder } from "../pipeline/inline-recorder.ts";
import type { Observation } from "../pipeline/recorder.ts";
import { createRedactor } from "../pipeline/redact.ts";
import { createRooms } from "../pipeline/rooms.ts";
import { systemClock } from "../platform/clock.ts";
import { stepBack } from "../platform/step-back.ts";
import { createYoungMemory } from "../platform/young-memory.ts";
import { providerById } from "../providers/registry.ts";
import { createBusyMachine } from "./busy-machine.ts";
import { openDatabase, unusable, journalPath } from "./database.ts";
import { pruneDatabase } from "./prune.ts";
import { maskedReading } from "./masked-reading.ts";
import { ownReading } from "./reading.ts";
import { oldestKept } from "./retention.ts";
import { plainError, messageOf, MOST_WAITING, type FromRecorder, type PackedObservation, type RecordJob, type ToRecorder } from "./thread-port.ts";
import { createJournalSink } from "./writer.ts";

/** So much waits that the relay is about to be held up, in bytes: turns are read later, though that costs more. */
const BEHIND = (MOST_WAITING * 7) / 8;
/** So many bytes are acknowledged together. */
const ACKNOWLEDGED = 256 * 1024;
/** How often incomplete messages are looked at, in milliseconds. */
const TICK = 500;

/** Reads, redacts and stores what comes through `port`, until it is told to close; then whoever started the thread ends it. */
export function record(port: MessagePort, job: RecordJob): void {
  const tell = (message: FromRecorder): void => port.postMessage(message);
  stepBack();
  try {
    const db = openDatabase(job.home);
    receive(port, job, db, tell);
    tell({ type: "ready" });
    void prune(db, job, tell);
  } catch (error) {
    tell({ type: "unusable", error: plainError(unusable(journalPath(job.home), error)) });
  }
}

function receive(port: MessagePort, job: RecordJob, db: DatabaseSync, tell: (message: FromRecorder) => void): void {
  const { processId: id, pid, version, agent, secretValues } = job;
  const onProblem = (error: unknown): void => tell({ type: "problem", message: messageOf(error) });
  const notePassing = createYoungMemory({ mayPause: true });
  const machine = createBusyMachine(systemClock);
  let waiting = 0;
  let done = 0;
  let read: number[] = [];
  const rooms = createRooms();
  const redactor = createRedactor({ rooms, secretValues, secretHeaders: (provider) => providerById(provider)?.secretHeaders ?? [] });
  const sink = createJournalSink({
    db,
    rooms,
    reading: maskedReading(ownReading, redactor.text),
    process: { id, pid, version, ...(agent !== undefined && { agent }) },
    clock: systemClock,
    notePassing,
    isBehind: () => waiting > BEHIND || machine.isBusy(),
    onProblem: (error) => onProblem(unusable(journalPath(job.home), error)),
  });
  const recorder = createRecorder({ redactor, rooms, sinks: [sink], onProblem });
  const stopTicking = systemClock.every(TICK, () => recorder.flush(systemClock.now()));

  port.on("message", (message: ToRecorder) => {
    if (message.type === "close") return void close();
    waiting = message.waiting - done;
    const late = systemClock.now() - message.postedAt;
    const observations = JSON.parse(message.observations) as PackedObservation[];
    machine.note({ size: message.size, openings: observations.filter(isOpening).length, late });
    for (const observation of observations) recorder.observe(unpacked(observation, message.slabs));
    notePassing(message.size);
    void acknowledge(message);
  });

  async function acknowledge({ size, full }: Extract<ToRecorder, { type: "batch" }>): Promise<void> {
    await recorder.settled();
    waiting -= size;
    done += size;
    read.push(...full);
    if (done < ACKNOWLEDGED) return;
    tell({ type: "done", size: done, slabs: read });
    done = 0;
    read = [];
  }

  async function close(): Promise<void> {
    stopTicking();
    await recorder.close();
    db.close();
    tell({ type: "closed" });
  }
}

function unpacked(observation: PackedObservation, slabs: readonly SharedArrayBuffer[]): Observation {
  if (!isBytes(observation)) return observation;
  const [id, at, from, slab, offset, length] = observation;
  return { type: "bytes", id, at, from, bytes: Buffer.from(slabs[slab] ?? new SharedArrayBuffer(0), offset, length) };
}

function isOpening(observation: PackedObservation): boolean {
  return !isBytes(observation) && observation.type === "opened";
}

function isBytes(observation: PackedObservation): observation is Extract<PackedObservation, readonly unknown[]> {
  return Array.isArray(observation);
}

async function prune(db: DatabaseSync, { retentionDays }: RecordJob, tell: (message: FromRecorder) => void): Promise<void> {
  if (retentionDays === undefined) return;
  try {
    await pruneDatabase(db, oldestKept(retentionDays, systemClock));
  } catch (error) {
    if (db.isOpen) tell({ type: "problem", message: `old exchanges could not be deleted: ${messageOf(error)}` });
  }
}
