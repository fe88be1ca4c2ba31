import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Told of bytes that pass through this thread. */
export type NotePassing = (bytes: number) => void;

/** Bytes after which a thread looks at its buffers, and bytes by which they must have grown for what is young of them to be collected. */
const EVERY = 1024 * 1024;
/** Bytes by which they may have grown since all of the memory was looked through. */
const MOST_GATHERED = 5 * 1024 * 1024;

/** How many looks after that tell what was left, and by how many bytes that sinks with each look later on, when less is needed. */
const TELLING = 3;
const SINKING = 256 * 1024;

/** Collects what is young, or all. */
export type Collect = (options: { readonly type: "minor" | "major" }) => void;

export interface YoungMemoryOptions {
  /** Nobody waits for this thread. */
  readonly mayPause?: boolean;
  /** Default: what the runtime has. */
  readonly collect?: Collect | undefined;
}

/**
 * Bytes that pass may leave buffers behind, with each read from a stream for one. V8 counts those as if they were old and marks its
 * whole heap every few megabytes, on two threads: with bodies of 2 MB that was two fifths of the time of a relay, and 55 MB
 * (measured). A collection of what is young, with each megabyte left behind, finds them all in a fraction of a millisecond. Where
 * the runtime has no such call, nothing is done.
 *
 * A thread that may pause also looks through all of its memory, for some 10 milliseconds, when too much has gathered: what was
 * young too long (a body that waits to be stored) V8 itself lets gather up to 64 MB.
 */
export function createYoungMemory({ mayPause = false, collect = collector() }: YoungMemoryOptions = {}): NotePassing {
  let passed = 0;
  /** The least that buffers took since those that were young were collected last, and all of memory a little after it was looked through, in bytes. */
  let [young, all] = [Infinity, Infinity];
  /** Looks that still tell what that was. */
  let telling = TELLING;
  /** What was young has been collected at the last look. */
  let collected = false;

  function collectYoung(now: number): void {
    young = now;
    collect?.({ type: "minor" });
  }

  function collectAll(): void {
    collect?.({ type: "major" });
    all = held(buffers());
    telling = TELLING;
  }

  return (bytes) => {
    passed += bytes;
    if (passed < EVERY) return;
    passed = 0;
    // Each asked once, since the answers take some 10 and 5 µs.
    const now = buffers();
    const allNow = mayPause ? held(now) : 0;
    const isMuch = mayPause && allNow - all > MOST_GATHERED;
    // Buffers are let go of a little after a collection, so what it left shows later.
    young = Math.min(young, now);
    // Not for long: what is needed comes and goes by megabytes, and to look through all each time took half of a thread's time (measured).
    all = Math.min(all, telling-- > 0 ? allNow : Math.max(allNow, all - SINKING));
    const isTime = isMuch || now - young >= EVERY;
    // Only when a collection of what is young has not helped, which the look after it tells.
    if (isMuch && collected) collectAll();
    else if (isTime) collectYoung(now);
    collected = isTime;
  };
}

/** Bytes that buffers take. Not by V8's count, which sinks one collection later. */
function buffers(): number {
  const { arrayBuffers, external } = process.memoryUsage();
  // Deno counts only all that is outside of the heap.
  return arrayBuffers || external;
}

/** Bytes that this thread's objects take that are not young, with those that nobody needs any more, and such buffers. What is young comes and goes with each collection of it. */
function held(inBuffers: number): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith("new_"));
  return spaces.reduce((sum, space) => sum + space.space_used_size, inBuffers);
}

function collector(): Collect | undefined {
  try {
    // Helpers for a collection this small cost more than they save, and take a processor from another thread (measured).
    setFlagsFromString("--no-parallel-scavenge");
    // What outlived its youth for no reason is looked for when the heap has grown by so much. Of two rounds of the benchmark
    // one took 162 MB, with 80 percent 174, and neither was clearly quicker (measured).
    setFlagsFromString("--heap-growing-percent=40");
    // V8 makes old from the start what comes from where others lived long: when each waits to be stored, all do. Dead, they still
    // hold the texts that they refer to until all of memory is looked through. Of 8 KB messages a third of the journal's time went
    // there, in half of all runs (measured).
    setFlagsFromString("--no-allocation-site-pretenuring");
    setFlagsFromString("--expose-gc");
    return runInNewContext("globalThis.gc") as Collect | undefined;
  } catch {
    // A runtime may have neither flags nor contexts to find it in.
    return undefined;
  }
}
