/** Work of one exchange, strictly in order: each step starts when the one before is done. */
export interface Sequence {
  /** Runs the step at once when nothing is under way. A step must not throw or reject. */
  run(step: () => void | Promise<void>): void;
  /** Resolves when every step given so far is done. */
  settled(): Promise<void>;
}

/** Steps that need not wait are not made to: most traffic is not compressed and is read synchronously. */
export function createSequence(): Sequence {
  let last: Promise<void> | undefined;

  function queue(step: () => void | Promise<void>, before: Promise<void>): void {
    const mine = before.then(step).then(() => {
      if (last === mine) last = undefined;
    });
    last = mine;
  }

  return {
    run(step) {
      if (last) return queue(step, last);
      const waiting = step();
      if (waiting) queue(() => waiting, Promise.resolve());
    },
    settled: async () => last,
  };
}
