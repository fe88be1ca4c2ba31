import type { MessagePort } from "node:worker_threads";
import { systemClock } from "../platform/clock.ts";
import type { History } from "./history.ts";
import { openHistory } from "./open-history.ts";
import { plainError, type Answer, type HistoryJob, type Question } from "./thread-port.ts";

/** Answers questions that come through `port`, in the order they come; whoever started the thread ends it. */
export function answerQuestions(port: MessagePort, { home }: HistoryJob): void {
  const history = openHistory({ home, clock: systemClock });
  port.on("message", (question: Question) => void answer(question));

  async function answer({ n, method, args }: Question): Promise<void> {
    const tell = (said: Answer): void => port.postMessage(said);
    const ask = history[method as keyof History] as (...args: readonly unknown[]) => Promise<unknown>;
    try {
      tell({ n, value: await ask(...args) });
    } catch (error) {
      tell({ n, error: plainError(error) });
    }
  }
}
