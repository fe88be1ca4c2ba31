import { wellFormedText } from "./payload.ts";

/** The two sides of an exchange: the agent's, and the API's. */
export type Side = "client" | "upstream";
export type Header = readonly [name: string, value: string];
/** Headers as they came: order, case and repeats kept. */
export type HeaderList = readonly Header[];
export type Transport = "http" | "websocket";

export interface RequestHead {
  readonly method: string;
  /** Path and query as the client sent them, without ccxray's own parameters. */
  readonly path: string;
  readonly headers: HeaderList;
  /** True when the client asks to upgrade to a WebSocket. */
  readonly upgrade: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
}

/**
 * What a message was on the wire: `body` is a whole HTTP body (content coding removed), `event`
 * one server-sent event with its terminating blank line, the rest are WebSocket messages.
 */
export type MessageKind = "body" | "event" | "text" | "binary" | "ping" | "pong" | "close";

/** Text where the bytes are valid UTF-8, bytes where they are not, so nothing is ever lost. */
export type Payload = string | Uint8Array;

/**
 * One unit of the conversation on the wire. Joined in order, the payloads of one side are the
 * bytes that side sent (after removal of content coding and of WebSocket framing).
 */
export interface Message {
  readonly from: Side;
  /** Milliseconds since the exchange started, when its last byte came. */
  readonly at: number;
  readonly kind: MessageKind;
  readonly payload: Payload;
  /** The next message of the same side and kind continues this one: it was too large or too slow to keep whole. */
  readonly more?: true;
  /**
   * The payload is a long text as the bytes of its UTF-8, on their way to a sink or out of the journal: nobody decodes it who
   * does not need that, and whoever keeps it copies it or keeps where it lies (`pipeline/rooms.ts`). Messages of an `Exchange` never have this.
   */
  readonly lent?: true;
}

/**
 * Messages of one side that came whole with one read, one behind the other: an API that streams fast sends hundreds of small ones at
 * once, and most of what is done with them can be done with all of them together.
 */
export interface MessageRun {
  readonly from: Side;
  readonly at: number;
  readonly kind: MessageKind;
  /** All of them, one behind the other, in ASCII: as text, or as bytes that are lent until everybody has seen the event. */
  readonly payload: Payload;
  /** Where each message ends in there; the last one at its end. */
  readonly ends: readonly number[];
}

/** The messages of a run, one by one. */
export function messagesOf({ from, at, kind, payload, ends }: MessageRun): Message[] {
  const text = wellFormedText(payload);
  return ends.map((end, i) => ({ from, at, kind, payload: text.slice(ends[i - 1] ?? 0, end) }));
}

/** How a WebSocket was closed. Code 1005: no code was sent; 1006: there was no close frame (RFC 6455, 7.1.5). */
export interface Closing {
  readonly by: Side;
  readonly code: number;
  readonly reason: string;
}

/**
 * How an exchange ended. An HTTP error status is an answer, so it is `completed`.
 *
 * - `completed`: both sides said all they had to say (a WebSocket: it was closed; `closing` says how)
 * - `failed`: no answer could be had, the reason is ours to give (refused, unresolvable, timed out, TLS)
 * - `aborted`: the client went away before the answer was complete
 * - `cut`: the upstream broke off in the middle of its answer
 * - `interrupted`: ccxray itself died or was stopped
 */
export type Outcome =
  | { readonly type: "completed"; readonly closing?: Closing }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | { readonly type: "aborted" }
  | { readonly type: "cut"; readonly message: string }
  | { readonly type: "interrupted" };

export type State = "running" | Outcome["type"];

/** What is known of an exchange when its request head has been read. */
export interface Opening {
  /** UUIDv7: sorts by time, unique over processes. */
  readonly id: string;
  /** The id of the provider that claims it; `unknown` when none does. */
  readonly provider: string;
  readonly transport: Transport;
  /** Unix time in milliseconds, UTC. */
  readonly startedAt: number;
  readonly request: RequestHead;
  /** Where it went: scheme, host, port and path, with its query. Empty when it went nowhere. */
  readonly upstream: string;
}

/**
 * Everything that passed between one client request and its upstream: an HTTP request and its
 * answer, or a WebSocket connection from upgrade to close. It exists from its first byte.
 */
export interface Exchange extends Opening {
  /** Absent until the upstream answered. */
  readonly response?: ResponseHead;
  /** Milliseconds since `startedAt` at which the response head came. */
  readonly answeredAt?: number;
  readonly messages: readonly Message[];
  /** Response trailers, when there were any. */
  readonly trailers?: HeaderList;
  /** Absent while it is running. */
  readonly outcome?: Outcome;
  /** Milliseconds since `startedAt`. */
  readonly endedAt?: number;
}

/**
 * What happens to an exchange, in order: opened, then answered and messages (a request's own
 * messages may come before the answer), then ended, exactly once. `at` is milliseconds since `startedAt`.
 */
export type ExchangeEvent =
  | { readonly type: "opened"; readonly opening: Opening }
  | { readonly type: "answered"; readonly id: string; readonly at: number; readonly response: ResponseHead }
  | { readonly type: "message"; readonly id: string; readonly message: Message }
  | { readonly type: "messages"; readonly id: string; readonly run: MessageRun }
  | { readonly type: "ended"; readonly id: string; readonly at: number; readonly outcome: Outcome; readonly trailers?: HeaderList };

/** The exchange after one more event. Events of another exchange must not be given. */
export function applyEvent(exchange: Exchange, event: Exclude<ExchangeEvent, { type: "opened" }>): Exchange {
  switch (event.type) {
    case "answered":
      return { ...exchange, response: event.response, answeredAt: event.at };
    case "message":
      return { ...exchange, messages: [...exchange.messages, event.message] };
    case "messages":
      return { ...exchange, messages: [...exchange.messages, ...messagesOf(event.run)] };
    case "ended":
      return { ...exchange, outcome: event.outcome, endedAt: event.at, ...(event.trailers && { trailers: event.trailers }) };
  }
}
