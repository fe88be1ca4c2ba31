import { Worker } from "node:worker_threads";
import type { StartThread } from "../../../src/journal/thread-port.ts";

/** Starts the journal's thread from its source. */
export const startJournalThread: StartThread = (name, workerData) =>
  new Worker(new URL("../../../src/journal/thread.ts", import.meta.url), { name, workerData });
