import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Told of bytes that pass through this thread. */
export type NotePassing = (bytes: number) => void;

/** Bytes after which a thread looks at its buffers, and bytes by which they must have grown for what is young of them to be collected. */
const EVERY = 1024 * 1024;
/** Bytes by which they may have grown since all of the memory was looked through. */
const MOST_GATHERED = 5 * 1024 * 1024;

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
  /** The least that buffers took since those that were young were collected last, and all of memory since it was looked through, in bytes. */
  let [young, all] = [Infinity, Infinity];

  function collectYoung(now: number): void {
    young = now;
    collect?.({ type: "minor" });
  }

  /** Only when a collection of what is young does not help. */
  function collectAll(): void {
    if (held(buffers()) - all <= MOST_GATHERED) return;
    collect?.({ type: "major" });
    all = held(buffers());
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
    all = Math.min(all, allNow);
    if (isMuch || now - young >= EVERY) collectYoung(now);
    if (isMuch) collectAll();
  };
}

/** Bytes that buffers take. Not by V8's count, which sinks one collection later. */
function buffers(): number {
  const { arrayBuffers, external } = process.memoryUsage();
  // Deno counts only all that is outside of the heap.
  return arrayBuffers || external;
}

/** Bytes that this thread's objects take, with those that nobody needs any more, and such buffers. */
function held(inBuffers: number): number {
  return getHeapStatistics().used_heap_size + inBuffers;
}

function collector(): Collect | undefined {
  try {
    // Helpers for a collection this small cost more than they save, and take a processor from another thread (measured).
    setFlagsFromString("--no-parallel-scavenge");
    // What outlived its youth for no reason is looked for when the heap has grown by so much. Of two rounds of the benchmark
    // one took 162 MB, with 80 percent 174, and neither was clearly quicker (measured).
    setFlagsFromString("--heap-growing-percent=40");
    setFlagsFromString("--expose-gc");
    return runInNewContext("globalThis.gc") as Collect | undefined;
  } catch {
    // A runtime may have neither flags nor contexts to find it in.
    return undefined;
  }
}
