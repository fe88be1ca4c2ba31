import type { Exchange } from "../domain/exchange.ts";
import type { Redacted } from "../domain/redacted.ts";
import { renumbered } from "./append.ts";
import type { Cassette, CassetteExchange } from "./cassette.ts";
import { createExchangeHider } from "./hide-exchange.ts";
import type { Place } from "./place.ts";

export interface FromExchangesParts {
  /** This machine: what of it stands in the exchanges becomes slots. */
  readonly place: Place;
  /** Takes secrets out once more: those that messages spell together are seen only here. */
  redact(text: string): string;
  /** The file's name. */
  readonly name: string;
  /** Unix time in milliseconds, for a cassette without exchanges. */
  readonly now: number;
  /** Of ccxray. */
  readonly version: string;
}

/**
 * A cassette of what was recorded, in the order in which it was opened: without secrets, without what identifies
 * somebody or changes from run to run in heads, with places as slots. Exchanges may be given one by one, so that
 * those of a long session need not be in memory at once: asks share what they resend.
 */
export function cassetteFrom(exchanges: Iterable<Redacted<Exchange>>, { place, redact, name, now, version }: FromExchangesParts): Cassette {
  const hidden = createExchangeHider(place, redact);
  const made = Array.from(exchanges, (exchange) => hidden(exchange) as Redacted<CassetteExchange>);
  const inOrder = renumbered(made.toSorted((a, b) => a.startedAt - b.startedAt));
  return { name, recordedAt: new Date(inOrder[0]?.startedAt ?? now).toISOString(), recordedBy: version, exchanges: inOrder };
}
