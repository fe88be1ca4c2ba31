import type { MessageKind, Side, Transport } from "../domain/exchange.ts";
import type { Json } from "../domain/json.ts";

// A cassette on disk is one JSON file, written a message a line, with its keys in a stable order and its times in whole
// milliseconds. `schema.ts` says what it holds; `encode.ts` writes it, `decode.ts` reads it. Here: its messages.

/** How a payload is told. None of them, with `like`: it is the earlier one again. */
export type DiskForm = "json" | "event" | "data" | "text" | "base64";

export const DISK_FORMS: readonly DiskForm[] = ["json", "event", "data", "text", "base64"];

/**
 * One message. Its payload is one of
 * - `json`: a value; the payload is its text as JSON.stringify writes it
 * - `event`: the data of a server-sent event, whose `type` is also on its `event:` line
 * - `data`: the data of a server-sent event without an `event:` line
 * - `text`: the payload itself
 * - `base64`: bytes that are no text
 *
 * With `like`, the first three and `text` hold what differs from an earlier message (`history-edit.ts`).
 */
export interface DiskMessage {
  /** Absent: the upstream. */
  readonly from?: Side;
  /** Absent: `event` where the form is `event` or `data`, else `body` over HTTP and `text` on a WebSocket. */
  readonly kind?: MessageKind;
  /** Milliseconds since the exchange was opened, when its last byte came. */
  readonly at: number;
  /** Offsets in the payload's bytes at which a network chunk ended inside it. */
  readonly cuts?: readonly number[];
  /** The earlier message that this one is told by: `e3/0` is the first message of exchange `e3`. */
  readonly like?: string;
  readonly json?: Json;
  readonly event?: Json;
  readonly data?: Json;
  readonly text?: Json;
  readonly base64?: string;
}

/** The kind of a message that does not name one. */
export function usualKind(transport: Transport, form: DiskForm | undefined): MessageKind {
  if (form === "event" || form === "data") return "event";
  return transport === "http" ? "body" : "text";
}

/** How one message is named by later ones. */
export function messageName(exchangeId: string, index: number): string {
  return `${exchangeId}/${index}`;
}
