import { Worker, type Transferable } from "node:worker_threads";
import { threadEntry } from "./embedded.ts";
import type { ThreadName } from "./threads.ts";

/**
 * Room for what a thread has just made, in MB. Left to itself, V8 takes 64 MB for each thread and gives them back late; with
 * this it costs the journal no more time (measured).
 */
const YOUNG = 8;

/** Starts one of the program's worker threads. It finds `workerData` in `node:worker_threads`; its errors arrive as the worker's `error` event. */
export function startThread(name: ThreadName, workerData: unknown, transferList: readonly Transferable[] = []): Worker {
  const entry = threadEntry(name);
  return new Worker(entry, { eval: typeof entry === "string", name, workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG }, transferList: [...transferList] });
}
