import type { RequestHead } from "../domain/exchange.ts";
import { type Json, parseJson } from "../domain/json.ts";
import { redactQuery } from "../pipeline/redact-headers.ts";
import type { Memo } from "../providers/replay-knowledge.ts";
import { genericKnowledge } from "./generic-knowledge.ts";
import { namedIds, withoutIdentity } from "./identity.ts";
import type { LiveAsk } from "./match.ts";
import { type Place, toSlots } from "./place.ts";
import { inheritedParts, knowledgeOf, type RecordedAsk } from "./recorded-ask.ts";
import { createResentJson } from "./resent-json.ts";
import { createSessionPlaces } from "./session-places.ts";

/** An ask of today's run, and where it came from, so that the answer can be bound to that place. */
export interface PlacedAsk {
  readonly live: LiveAsk;
  readonly place: Place;
}

export interface AskReaderParts {
  /** Takes secrets out, as it was done when recording: like is compared with like. */
  redact(text: string): string;
  /** What is known of this machine before anybody asks. */
  readonly here: Place;
  readonly memo: Memo;
  /** The recorded ask whose answer has this id. */
  answered(answerId: string): RecordedAsk | undefined;
}

/** Reads asks as a recording would have: redacted, places as slots, normalised by their provider. */
export interface AskReader {
  /** Undefined: the message wants no answer. */
  read(provider: string, head: RequestHead, text: string): PlacedAsk | undefined;
}

export function createAskReader({ redact, here, memo, answered }: AskReaderParts): AskReader {
  // Most pieces name no id: only those that do are redacted for that, since an id that is a secret is masked as such.
  const json = createResentJson((piece) => (namedIds(piece).length > 0 ? namedIds(redact(piece)) : []));
  const places = createSessionPlaces(here);

  const messageOf = (text: string, lane: string, change: (item: string) => string): Json => {
    if (text === "") return null;
    return json.read(text, lane, (item) => parseJson(change(item))) ?? change(text);
  };

  return {
    read(provider, head, text) {
      const knowledge = knowledgeOf(provider);
      const place = places.of(knowledge, head, messageOf(text, "as sent", (item) => item));
      // An id is masked wherever it stands in the message, also in pieces that do not name it.
      const ids = text === "" ? [] : json.found(text);
      const hidePiece = (piece: string): string => toSlots(withoutIdentity(redact(piece), ids), place);
      const message = messageOf(text, JSON.stringify([place, [...new Map(ids)]]), hidePiece);
      // As a recorded one: of an unknown provider the whole path is compared, and it goes into reports.
      const request = { ...head, path: toSlots(withoutIdentity(redact(redactQuery(head.path))), place) };
      // On a WebSocket some messages want no answer; one that nobody can read wants one that says so.
      const silent = head.upgrade && typeof message !== "string";
      const ask = knowledge.ask(request, message, memo) ?? (silent ? undefined : genericKnowledge.ask(request, message, memo));
      if (!ask) return undefined;
      const before = ask.previousId === undefined ? undefined : answered(ask.previousId);
      const conversation = [...(before?.conversationAfter ?? []), ...ask.conversation.map(([, value]) => value)];
      return { live: { provider, request, ask, conversation, parts: inheritedParts(before?.parts, ask.parts) }, place };
    },
  };
}
