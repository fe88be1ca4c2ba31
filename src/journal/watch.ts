import type { Clock } from "../platform/clock.ts";
import type { History } from "./history.ts";

/** How often the change number is looked at, in milliseconds. */
const LOOK = 50;

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
  let asking = false;
  let over = false;

  async function look(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      tell(await history.seq());
    } catch (error) {
      if (!over) onProblem(error);
    } finally {
      asking = false;
    }
  }

  function tell(seq: number): void {
    const changed = seq !== last;
    last = seq;
    if (changed && !over) onChange(seq);
  }

  void look();
  const stop = clock.every(LOOK, () => void look());
  return () => {
    over = true;
    stop();
  };
}
