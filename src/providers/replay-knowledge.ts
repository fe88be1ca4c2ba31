import type { Ask, Carrier } from "../domain/ask.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { Origin } from "../domain/turn.ts";

/**
 * Remembers what was made of a part of an ask. Agents resend their history: equal items come as the same object, so
 * each is normalised once.
 */
export type Memo = (item: object, make: () => string) => string;

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
  /** Values of the conversation's next parts, in the form in which an ask that sends the whole history holds them. */
  readonly conversation: readonly string[];
}

/** A member of a streamed message that spells a longer text piece by piece. */
export interface Delta {
  /** Pieces of one text share it, such as `content_block_delta/0/text`. */
  readonly stream: string;
  readonly text: string;
  /** The same message with another text in that place. */
  with(text: string): JsonObject;
}

/**
 * What replay needs to know of a protocol, beyond reading its turns. Every method is pure and none throws.
 * Messages are given as the values of their JSON; a text that is no JSON is given as that string, an absent body as
 * null. Secrets and places in them are slots by then (`{{cwd}}`, `{{secret.…}}`).
 */
export interface ReplayKnowledge {
  /** Reads one client message: an HTTP request's body, or one WebSocket message. Undefined: it wants no answer. */
  ask(head: RequestHead, message: Json, memo: Memo): Ask | undefined;
  /** Who asks and from where, so that places can be bound: session, cwd. Given before slots are made. */
  origin(head: RequestHead, message: Json): Origin;
  /** What a recorded answer (one body, or events' data, or WebSocket messages) adds to the conversation. */
  news(answer: readonly Json[], carrier: Carrier): AnswerNews;
  /** Whether this message of a stream or a WebSocket is the last of an answer. */
  endsAnswer(message: Json): boolean;
  /** The part of a streamed message that continues an earlier one, if it has one. */
  delta(message: JsonObject): Delta | undefined;
  /**
   * A whole recorded answer for another carrier. For `events` each value is an event's data, its `event:` line is the
   * value's `type`. Undefined when it cannot be said there.
   */
  convert(answer: readonly Json[], from: Carrier, to: Carrier): readonly Json[] | undefined;
  /** An answer for a side request that was never recorded and need not be. */
  stub(head: RequestHead, ask: Ask): Stub | undefined;
  /** The same for a WebSocket message, such as a prewarm: the messages that answer it. */
  stubMessages(ask: Ask): readonly Json[] | undefined;
}
