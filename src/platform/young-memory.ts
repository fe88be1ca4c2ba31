import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Told of bytes that pass through this thread. */
export type NotePassing = (bytes: number) => void;

/** Bytes after which a thread lets go of the buffers that they passed in. */
const EVERY = 4 * 1024 * 1024;

/**
 * Bytes that pass leave a buffer behind with each read. V8 counts those as if they were old and marks its whole heap every
 * few megabytes, on two threads: with bodies of 2 MB that took more time than relaying them, and held 60 MB (measured). A
 * collection of what is young, every few megabytes, finds them all in a fraction of a millisecond. Where the runtime has no
 * such call, nothing is done.
 */
export function createYoungMemory(): NotePassing {
  const collect = collector();
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < EVERY) return;
    passed = 0;
    collect?.({ type: "minor" });
  };
}

type Collect = (options: { readonly type: "minor" }) => void;

function collector(): Collect | undefined {
  try {
    // Helpers for a collection this small cost more than they save, and take a processor from another thread (measured).
    setFlagsFromString("--no-parallel-scavenge");
    // What outlived its youth for no reason is looked for when the heap has tripled: 100 MB less than V8 would let it be, in a
    // run of all sorts of traffic, at no cost of speed; sooner costs small requests a tenth of theirs (measured).
    setFlagsFromString("--heap-growing-percent=200");
    setFlagsFromString("--expose-gc");
    return runInNewContext("globalThis.gc") as Collect | undefined;
  } catch {
    // Deno has neither flags nor contexts to find it in.
    return undefined;
  }
}
