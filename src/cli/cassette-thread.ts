import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { plainError } from "../journal/thread-port.ts";
import type { CassetteJob, FromCassetteThread } from "./cassette-maker.ts";
import { sessionCassette } from "./session-cassette.ts";

// The entry of the worker thread that makes one cassette for the dashboard, and then is ended.

const job = workerData as CassetteJob;
if (parentPort !== null) void tell(parentPort);

async function tell(port: MessagePort): Promise<void> {
  const said = await made();
  const pieces = "made" in said && said.made.type === "made" ? said.made.pieces : [];
  port.postMessage(said, pieces.map(({ buffer }) => buffer as ArrayBuffer));
}

async function made(): Promise<FromCassetteThread> {
  try {
    return { made: await sessionCassette(job) };
  } catch (error) {
    return { error: plainError(error) };
  }
}
