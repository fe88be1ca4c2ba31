import { parentPort, workerData } from "node:worker_threads";
import { answerQuestions } from "./history-job.ts";
import { record } from "./record-job.ts";
import type { ThreadJob } from "./thread-port.ts";

// The entry of the journal's worker threads: one records what a proxy observes, one answers questions.

const job = workerData as ThreadJob;
if (parentPort !== null && job.job === "record") record(parentPort, job);
if (parentPort !== null && job.job === "history") answerQuestions(parentPort, job);
