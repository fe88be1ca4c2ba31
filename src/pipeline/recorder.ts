import type { HeaderList, Opening, Outcome, ResponseHead, Side } from "../domain/exchange.ts";

/**
 * What the relay saw, as raw bytes, before anything is understood. `bytes` are lent: others may come into the
 * same memory when whoever is told has returned. `finished` says that one side's HTTP body is complete.
 */
export type Observation =
  | { readonly type: "opened"; readonly opening: Opening }
  | { readonly type: "answered"; readonly id: string; readonly at: number; readonly response: ResponseHead }
  | { readonly type: "bytes"; readonly id: string; readonly at: number; readonly from: Side; readonly bytes: Uint8Array }
  | { readonly type: "finished"; readonly id: string; readonly at: number; readonly from: Side }
  | { readonly type: "ended"; readonly id: string; readonly at: number; readonly outcome: Outcome; readonly trailers?: HeaderList };

/**
 * Takes what the relay observes, reads messages out of it, redacts them and gives them to sinks: on a
 * thread of its own (`journal/`), or in this one (tests, replay).
 */
export interface Recorder {
  /** Returns at once and never throws. */
  observe(observation: Observation): void;
  /** True while so much is waiting that the relay should read on only after `drained`. */
  readonly behind: boolean;
  /** Calls back once when no longer behind; at once when it is not. */
  drained(callback: () => void): void;
  /** Resolves when everything observed is safe. */
  close(): Promise<void>;
}
