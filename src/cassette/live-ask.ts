import type { RequestHead } from "../domain/exchange.ts";
import { type Json, parseJson } from "../domain/json.ts";
import type { Memo, ReplayKnowledge } from "../providers/replay-knowledge.ts";
import { genericKnowledge } from "./generic-knowledge.ts";
import type { LiveAsk } from "./match.ts";
import { type Place, toSlots } from "./place.ts";
import { knowledgeOf, type RecordedAsk } from "./recorded-ask.ts";

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
  // A WebSocket's later asks may not repeat where they come from.
  const places = new Map<string, Place>();

  const placeOf = (knowledge: ReplayKnowledge, head: RequestHead, message: Json): Place => {
    const { session, cwd } = knowledge.origin(head, message);
    const known = (session !== undefined && places.get(session)) || here;
    const place: Place = { ...known, ...(session !== undefined && { session }), ...(cwd !== undefined && { cwd }) };
    if (session !== undefined) places.set(session, place);
    return place;
  };

  return {
    read(provider, head, text) {
      const knowledge = knowledgeOf(provider);
      const place = placeOf(knowledge, head, jsonOrText(text));
      const message = jsonOrText(toSlots(redact(text), place));
      const ask = knowledge.ask(head, message, memo) ?? (head.upgrade ? undefined : genericKnowledge.ask(head, message, memo));
      if (!ask) return undefined;
      const before = ask.previousId === undefined ? undefined : answered(ask.previousId);
      const conversation = [...(before?.conversationAfter ?? []), ...ask.conversation.map(([, value]) => value)];
      return { live: { provider, request: head, ask, conversation }, place };
    },
  };
}

function jsonOrText(text: string): Json {
  return text === "" ? null : (parseJson(text) ?? text);
}
