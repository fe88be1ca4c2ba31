import type { Worker } from "node:worker_threads";

/** Starts one of our worker threads by name, with the data it is given at birth. */
export type StartThread = (name: "journal", workerData: unknown) => Worker;
