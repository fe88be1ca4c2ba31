import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Told of bytes that pass through this thread. */
export type NotePassing = (bytes: number) => void;

/** Bytes after which a thread looks at its buffers, and bytes by which they must have grown for what is young of them to be collected. */
const EVERY = 1024 * 1024;
/** Bytes by which they may have grown since all of the memory was looked through. */
const MOST_GATHERED = 7 * 1024 * 1024;

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
  /** The least that buffers took since those that were young were collected last, and since all were, in bytes. */
  let [young, all] = [Infinity, Infinity];

  return (bytes) => {
    passed += bytes;
    if (passed < EVERY) return;
    passed = 0;
    // Not V8's own count, which sinks one collection later. Buffers are let go of a little after one, so what it left shows then.
    const { arrayBuffers, external } = process.memoryUsage();
    // Deno counts only all that is outside of the heap.
    const now = arrayBuffers || external;
    young = Math.min(young, now);
    all = Math.min(all, now);
    if (now - young < EVERY) return;
    young = now;
    collect?.({ type: "minor" });
    if (!mayPause || now - all <= MOST_GATHERED) return;
    all = now;
    collect?.({ type: "major" });
  };
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
