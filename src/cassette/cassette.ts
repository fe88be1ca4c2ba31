import type { Exchange, Message } from "../domain/exchange.ts";
import type { Json } from "../domain/json.ts";
import type { Redacted } from "../domain/redacted.ts";

/** The format that this program writes. Older ones are brought up to it when read; newer ones are refused. */
export const CASSETTE_VERSION = 1;

/**
 * A message as a cassette holds it. `json` is its value where the payload is JSON; asks that resend their history
 * share the values of what is equal, so a long session costs memory once. `payload` is made from it when asked for.
 */
export interface CassetteMessage extends Message {
  readonly json?: Json;
  /** Offsets in the payload's bytes at which a network chunk ended inside it; absent where that is not known. */
  readonly cuts?: readonly number[];
}

/** An exchange as a cassette holds it: ids are `e1`, `e2`, … in the order in which they were opened. */
export interface CassetteExchange extends Exchange {
  readonly messages: readonly CassetteMessage[];
}

/** A recording: exchanges in a file, without secrets, places in slots (`{{cwd}}`, `{{home}}`). */
export interface Cassette {
  /** For messages to people: the file's name. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  /** The ccxray version that wrote it. */
  readonly recordedBy: string;
  readonly exchanges: readonly Redacted<CassetteExchange>[];
}
