/** Time and timers, passed in so that tests hold the clock. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Milliseconds that only grow, for durations. */
  monotonic(): number;
  /** Calls back once after `ms`; the timer keeps no process alive. Returns its cancellation. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back every `ms`; keeps no process alive. Returns its cancellation. */
  every(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
