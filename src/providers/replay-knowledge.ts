import type { Ask, Carrier, Part } from "../domain/ask.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { JsonObject, Json } from "../domain/json.ts";
import type { Origin } from "../domain/turn.ts";

/** An answer that nobody recorded, for a side request that must not fail. */
export interface Stub {
  readonly status: number;
  readonly body: Json;
  /** What the report says of it. */
  readonly why: string;
}

/** What an answer adds to the conversation that it was given in. */
export interface AnswerNews {
  /** The id by which a later ask continues it. */
  readonly id?: string;
  readonly conversation: readonly Part[];
}

/** A member of a streamed message that spells a longer text piece by piece. */
export interface Delta {
  /** Pieces of one text share it, such as `content_block_delta/0/text`. */
  readonly stream: string;
  readonly text: string;
  /** The same message with another text in that place. */
  with(text: string): JsonObject;
}

/** What replay needs to know of a protocol, beyond reading its turns. Every method is pure and none throws. */
export interface ReplayKnowledge {
  /**
   * Reads one client message: an HTTP request's body (content coding removed; empty for a GET), or one WebSocket text.
   * Undefined: it wants no answer. Secrets and places are slots by then (`{{cwd}}`, `{{secret.…}}`).
   */
  ask(head: RequestHead, payload: string): Ask | undefined;
  /** Who asks and from where, so that places can be bound: session, cwd. */
  origin(head: RequestHead, payload: string): Origin;
  /** What the recorded answer (JSON texts: one body, or events' data, or WebSocket messages) adds to the conversation. */
  news(answer: readonly string[], carrier: Carrier): AnswerNews;
  /** Whether this upstream WebSocket message is the last of an answer. */
  endsAnswer(message: string): boolean;
  /** The part of a streamed message that continues an earlier one, if it has one. */
  delta(message: JsonObject): Delta | undefined;
  /**
   * A whole recorded answer for another carrier: JSON texts in, JSON texts out (for `events` each is an event's data,
   * its `event:` name is the text's `type`). Undefined when it cannot be said there.
   */
  convert(answer: readonly string[], from: Carrier, to: Carrier): readonly string[] | undefined;
  /** An answer for an ask that was never recorded and need not be: side requests; a prewarm on a WebSocket. JSON texts for `websocket`. */
  stub(head: RequestHead, ask: Ask): Stub | undefined;
  stubMessages?(ask: Ask): readonly string[] | undefined;
}
