/** Time and timers of the page, passed in so that tests hold the clock. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Calls back once after `ms`. Returns its cancellation. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back every `ms`. Returns its cancellation. */
  every(ms: number, callback: () => void): () => void;
}
