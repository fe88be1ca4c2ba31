import type { ExchangeEvent } from "../domain/exchange.ts";
import type { Redacted } from "../domain/redacted.ts";

/** Somewhere events of exchanges go: the journal, a tally, the dashboard's feed. */
export interface Sink {
  /** Takes one event. Must return at once; slow work is queued and awaited by `close`. Must not throw. */
  accept(event: Redacted<ExchangeEvent>): void;
  /** Resolves when everything taken is safe. */
  close(): Promise<void>;
}
