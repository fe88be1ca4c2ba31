import type { Worker } from "node:worker_threads";
import { CcxrayError } from "../domain/errors.ts";
import type { Recorder } from "../pipeline/recorder.ts";
import type { Clock } from "../platform/clock.ts";
import type { NotePassing } from "../platform/young-memory.ts";
import { createOutgoing } from "./outgoing.ts";
import { createSoonest } from "./soonest.ts";
import { errorOf, messageOf, MOST_WAITING, type FromRecorder, type RecordJob, type StartThread, type ToRecorder } from "./thread-port.ts";

/** What `createThreadRecorder` needs. */
export interface ThreadRecorderOptions {
  /** Folder of the journal; made when it is not there. */
  readonly home: string;
  /** UUIDv7 of this run. */
  readonly processId: string;
  readonly version: string;
  /** Name of the agent that this run serves, when it starts one. */
  readonly agent?: string;
  /** Values that must not be written anywhere. */
  readonly secretValues: readonly string[];
  /** Exchanges older than this are deleted at start. Absent: nothing is. */
  readonly retentionDays?: number;
  readonly clock: Clock;
  /** Told how many bytes the relay has passed on. */
  readonly notePassing?: NotePassing;
  readonly startThread: StartThread;
  /** Told once for each kind of trouble; the relay goes on. */
  readonly onProblem: (message: string) => void;
}

/** Observations are posted in batches at most this often, in milliseconds, or when so many bytes wait. */
const POST_DELAY = 5;
const POST_SIZE = 1024 * 1024;
/** Bytes not yet stored below which a relay that was asked to wait may go on. */
const DRAINED = MOST_WAITING / 2;
/** Silence of the thread that is told while the relay waits for it, in seconds. */
const STALLED = 10;
/** How long closing waits for the thread, in milliseconds. */
const CLOSE_LIMIT = 10_000;

/**
 * A recorder whose reading, redaction and writing happen on a thread of their own. Rejects with
 * JOURNAL_UNUSABLE when the journal cannot be opened.
 */
export async function createThreadRecorder(options: ThreadRecorderOptions): Promise<Recorder> {
  const worker = options.startThread("journal", jobOf(options));
  try {
    await ready(worker);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return recorderOn(worker, options);
}

function jobOf({ home, processId, version, agent, secretValues, retentionDays }: ThreadRecorderOptions): RecordJob {
  return {
    job: "record",
    home,
    processId,
    pid: process.pid,
    version,
    secretValues,
    ...(agent !== undefined && { agent }),
    ...(retentionDays !== undefined && { retentionDays }),
  };
}

async function ready(worker: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: unknown): void =>
    reject(new CcxrayError("JOURNAL_UNUSABLE", `the thread that writes the journal did not start: ${messageOf(error)}`));
  worker.once("message", (message: FromRecorder) => {
    if (message.type === "unusable") reject(errorOf(message.error));
    else resolve();
  });
  worker.once("error", fail);
  worker.once("exit", fail);
  await promise;
  worker.off("error", fail);
  worker.off("exit", fail);
}

function recorderOn(worker: Worker, { home, clock, notePassing, onProblem }: ThreadRecorderOptions): Recorder {
  const outgoing = createOutgoing();
  const timer = createSoonest(clock, post);
  let stopWatching = (): void => undefined;
  /** Seconds in which the thread said nothing while the relay was to wait for it. */
  let silence = 0;
  let mayTellOfSilence = true;
  const closed = Promise.withResolvers<void>();
  const draining: (() => void)[] = [];
  let unacknowledged = 0;
  let postedAt = -Infinity;
  let behind = false;
  let over = false;

  worker.on("message", (message: FromRecorder) => {
    if (message.type === "problem") onProblem(message.message);
    if (message.type === "closed") finish();
    if (message.type === "done") acknowledge(message);
  });
  worker.on("error", (error) => lost(messageOf(error)));
  worker.on("exit", () => lost("it ended"));

  function post(): void {
    timer.cancel();
    if (over || outgoing.size === 0) return;
    const batch = outgoing.take();
    postedAt = clock.monotonic();
    unacknowledged += batch.size;
    const message: ToRecorder = { type: "batch", ...batch, waiting: unacknowledged, postedAt: clock.now() };
    worker.postMessage(message, []);
  }

  function acknowledge({ size, slabs }: Extract<FromRecorder, { type: "done" }>): void {
    if (over) return;
    unacknowledged -= size;
    outgoing.reuse(slabs);
    silence = 0;
    if (behind && unacknowledged + outgoing.size < DRAINED) drain();
  }

  /** From now on the relay waits for the thread, which may be slow, but not silent. Counted in steps: when all of this process stood still, no more than one passes. */
  function fallBehind(): void {
    behind = true;
    silence = 0;
    stopWatching();
    stopWatching = clock.every(1000, () => {
      silence++;
      if (silence < STALLED || !mayTellOfSilence) return;
      mayTellOfSilence = false;
      onProblem(`The journal has taken nothing for ${STALLED} s, and what agents send waits for it. Does the disk that holds ${home} still answer?`);
    });
  }

  /** From here on the thread's end is expected. */
  function finish(): void {
    over = true;
    timer.cancel();
    stopWatching();
    closed.resolve();
  }

  /** One by one: the first of those who waited may bring it behind again, and the others wait on. */
  function drain(): void {
    behind = false;
    stopWatching();
    for (let goOn = draining.shift(); goOn; goOn = behind ? undefined : draining.shift()) {
      try {
        goOn();
      } catch (error) {
        // It is told, and holds up none of the others.
        onProblem(`What waited for the journal could not go on: ${messageOf(error)}`);
      }
    }
  }

  /** Without its thread nothing is recorded any more, but the relay never waits for it. */
  function lost(reason: string): void {
    if (over) return;
    finish();
    onProblem(`The thread that writes the journal is gone (${reason}): nothing is recorded any more.`);
    drain();
  }

  return {
    observe(observation) {
      if (observation.type === "bytes") notePassing?.(observation.bytes.length);
      if (over) return;
      outgoing.add(observation);
      if (!behind && unacknowledged + outgoing.size > MOST_WAITING) fallBehind();
      const prompt = observation.type === "opened" || observation.type === "ended";
      if (outgoing.size >= POST_SIZE || (prompt && clock.monotonic() - postedAt >= POST_DELAY)) post();
      else timer.within(POST_DELAY);
    },
    get behind() {
      return behind;
    },
    drained(callback) {
      if (behind) draining.push(callback);
      else callback();
    },
    async close() {
      // Nothing is sent any more that could wait.
      mayTellOfSilence = false;
      post();
      const stop = clock.after(CLOSE_LIMIT, () => {
        onProblem("The journal did not finish in time: the last seconds may be missing in it.");
        finish();
      });
      if (!over) worker.postMessage({ type: "close" } satisfies ToRecorder, []);
      await closed.promise;
      stop();
      await worker.terminate();
    },
  };
}
