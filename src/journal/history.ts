import type { Exchange } from "../domain/exchange.ts";
import type { ExchangeSummary, SessionSummary, TurnSummary } from "../domain/session.ts";
import type { Turn } from "../domain/turn.ts";

/** What can be asked of the journal. Every answer is derived from what was observed, at the time of asking. */
export interface History {
  /** The change number: grows with everything written by any process. */
  seq(): Promise<number>;
  /** Newest activity first. */
  sessions(options?: { readonly limit?: number }): Promise<readonly SessionSummary[]>;
  sessionCount(): Promise<number>;
  /** Undefined when there is no such session. `id` may be a unique prefix, or `latest`. */
  session(id: string): Promise<{ readonly session: SessionSummary; readonly turns: readonly TurnSummary[] } | undefined>;
  /** Every turn that is running now, of all live processes. */
  running(): Promise<readonly TurnSummary[]>;
  /** The turn whole, and the turn before it in its thread; for a WebSocket ask of news only, `input` is the whole chain joined. */
  turn(exchangeId: string, index: number): Promise<{ readonly summary: TurnSummary; readonly turn: Turn; readonly previous?: Turn } | undefined>;
  exchange(id: string): Promise<Exchange | undefined>;
  /** The row that `exchanges` has for it. */
  exchangeSummary(id: string): Promise<ExchangeSummary | undefined>;
  exchanges(options?: { readonly limit?: number; readonly before?: string; readonly session?: string; readonly process?: string }): Promise<readonly ExchangeSummary[]>;
  /** What changed after `seq`: summaries as they are now. */
  changes(since: number): Promise<{ readonly seq: number; readonly sessions: readonly SessionSummary[]; readonly turns: readonly TurnSummary[] }>;
  close(): Promise<void>;
}
