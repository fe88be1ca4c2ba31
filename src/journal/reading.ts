import type { Transport } from "../domain/exchange.ts";
import type { TurnSummary } from "../domain/session.ts";
import type { Turn } from "../domain/turn.ts";
import { summarize, withToolResults } from "../domain/turn-summary.ts";
import type { Provider } from "../providers/provider.ts";
import { providerById, READING_REVISION } from "../providers/registry.ts";

/** How meaning is made of observations. Passed in so that tests can read a protocol of their own. */
export interface Reading {
  /** Grows whenever the same observations come to mean something else. */
  readonly revision: number;
  readonly providerById: (id: string) => Pick<Provider, "reader"> | undefined;
  readonly summarize: (
    turn: Turn,
    context: { readonly session: string; readonly transport: Transport; readonly startedAt: number },
  ) => TurnSummary;
  /** The summary with what the next turn of its thread tells of its tools. */
  readonly withToolResults: (summary: TurnSummary, next: Turn) => TurnSummary;
}

/** The reading of this program. */
export const ownReading: Reading = { revision: READING_REVISION, providerById, summarize, withToolResults };
