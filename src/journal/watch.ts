import type { Clock } from "../platform/clock.ts";
import type { History } from "./history.ts";

/** How long the change number is left alone between two looks, in milliseconds, ... */
const LOOK = 50;
/** ... and for so long after a change only this: an answer that streams is seen as it comes. */
const LIVELY = 1000;
const SOON = 10;

/**
 * Calls back with the change number as it is, so that nothing written before the first look is missed, and whenever any
 * process has written. Returns its end.
 */
export function watchJournal(options: {
  readonly history: Pick<History, "seq">;
  readonly clock: Clock;
  readonly onChange: (seq: number) => void;
  /** Told when the journal cannot be asked; watching goes on. */
  readonly onProblem?: (error: unknown) => void;
}): () => void {
  const { history, clock, onChange, onProblem = () => {} } = options;
  let last: number | undefined;
  let livelyUntil = -Infinity;
  let stop = (): void => {};
  let over = false;

  async function look(): Promise<void> {
    try {
      tell(await history.seq());
    } catch (error) {
      if (!over) onProblem(error);
    } finally {
      if (!over) stop = clock.after(clock.monotonic() < livelyUntil ? SOON : LOOK, () => void look());
    }
  }

  function tell(seq: number): void {
    if (seq === last || over) return;
    if (last !== undefined) livelyUntil = clock.monotonic() + LIVELY;
    last = seq;
    onChange(seq);
  }

  void look();
  return () => {
    over = true;
    stop();
  };
}
