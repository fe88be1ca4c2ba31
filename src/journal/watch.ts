import type { Clock } from "../platform/clock.ts";
import type { History } from "./history.ts";

/** Calls back with the change number whenever any process has written; looks every 50 ms. Returns its end. */
export function watchJournal(options: {
  readonly history: Pick<History, "seq">;
  readonly clock: Clock;
  readonly onChange: (seq: number) => void;
  readonly onProblem?: (error: unknown) => void;
}): () => void {
  let last: number | undefined;
  let asking = false;
  return options.clock.every(50, () => {
    if (asking) return;
    asking = true;
    options.history
      .seq()
      .then(
        (seq) => {
          const changed = last !== undefined && seq !== last;
          last = seq;
          if (changed) options.onChange(seq);
        },
        (error: unknown) => options.onProblem?.(error),
      )
      .finally(() => {
        asking = false;
      });
  });
}
