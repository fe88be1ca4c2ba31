/** Work of one exchange, strictly in order: each step starts when the one before is done. */
export interface Sequence {
  /** Runs the step at once when nothing is under way. A step must not throw or reject. */
  run(step: () => void | Promise<void>): void;
  /** A step is under way. */
  isBusy(): boolean;
  /** Resolves when every step given so far is done. */
  settled(): Promise<void>;
}

/** Steps that need not wait are not made to: most traffic is not compressed and is read synchronously. */
export function createSequence(): Sequence {
  let last: Promise<void> | undefined;
  let waiting = 0;

  async function after(before: Promise<void>, step: () => void | Promise<void>): Promise<void> {
    waiting++;
    await before;
    await step();
    waiting--;
    if (waiting === 0) last = undefined;
  }

  return {
    run(step) {
      if (last) {
        last = after(last, step);
        return;
      }
      const work = step();
      if (work) last = after(work, () => {});
    },
    isBusy: () => last !== undefined,
    settled: async () => last,
  };
}
