import type { FeedEvent } from "../../src/dashboard/contract.ts";
import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";

/** Everything the page knows of the journal. Only `apply` makes a new one. */
export interface Model {
  /** The journal's change number up to which this is complete. */
  readonly seq: number;
  readonly sessions: ReadonlyMap<string, SessionSummary>;
  /** How many sessions the journal holds, also those that were not loaded. */
  readonly total: number;
  /** Turns by session, oldest first; complete for sessions that were opened. */
  readonly turns: ReadonlyMap<string, readonly TurnSummary[]>;
  /** Turns that run now, by key. */
  readonly running: ReadonlyMap<string, TurnSummary>;
}

/** What changes the model: what the feed says, and answers of the API in the same form. */
export type ModelEvent =
  | FeedEvent
  | {
      readonly type: "snapshot";
      readonly seq: number;
      readonly sessions: readonly SessionSummary[];
      readonly turns: readonly TurnSummary[];
      readonly total?: number;
    }
  | { readonly type: "reset" };

export const emptyModel: Model = { seq: 0, sessions: new Map(), total: 0, turns: new Map(), running: new Map() };

/** Names a turn uniquely, and is how a link names it. */
export function turnKey(turn: { readonly exchangeId: string; readonly index: number }): string {
  return `${turn.exchangeId}.${turn.index}`;
}
