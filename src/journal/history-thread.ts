import type { Worker } from "node:worker_threads";
import { CcxrayError } from "../domain/errors.ts";
import type { History } from "./history.ts";
import { errorOf, messageOf, type Answer, type HistoryJob, type Question, type StartThread } from "./thread-port.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The same answers as `openHistory`, worked out on a thread of its own so that the caller's event loop is never
 * held up. The thread starts with the first question; when it dies, its questions reject and the next starts another.
 */
export function createThreadHistory(options: { readonly home: string; readonly startThread: StartThread }): History {
  const job: HistoryJob = { job: "history", home: options.home };
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let n = 0;

  function start(): Worker {
    const started = options.startThread("journal", job);
    started.on("message", settle);
    started.on("error", (error) => lost(started, messageOf(error)));
    started.on("exit", () => lost(started, "it ended"));
    return started;
  }

  function settle(answer: Answer): void {
    const question = waiting.get(answer.n);
    waiting.delete(answer.n);
    if ("error" in answer) question?.reject(errorOf(answer.error));
    else question?.resolve(answer.value);
  }

  function lost(ended: Worker, reason: string): void {
    if (worker !== ended) return;
    worker = undefined;
    const questions = [...waiting.values()];
    waiting.clear();
    for (const { reject } of questions) reject(new CcxrayError("JOURNAL_UNUSABLE", `the thread that reads the journal is gone: ${reason}`));
  }

  function ask<T>(method: keyof History, ...args: readonly unknown[]): Promise<T> {
    worker ??= start();
    const question: Question = { n: (n += 1), method, args };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(question.n, { resolve, reject });
    worker.postMessage(question, []);
    return promise as Promise<T>;
  }

  async function close(): Promise<void> {
    const ending = worker;
    if (ending === undefined) return;
    await ask("close");
    worker = undefined;
    await ending.terminate();
  }

  return {
    seq: () => ask("seq"),
    sessions: (list) => ask("sessions", list),
    sessionCount: () => ask("sessionCount"),
    session: (id) => ask("session", id),
    running: () => ask("running"),
    turn: (exchangeId, index) => ask("turn", exchangeId, index),
    exchange: (id) => ask("exchange", id),
    exchangeSummary: (id) => ask("exchangeSummary", id),
    exchanges: (list) => ask("exchanges", list),
    changes: (since) => ask("changes", since),
    close,
  };
}
