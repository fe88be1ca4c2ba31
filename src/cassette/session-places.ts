import type { RequestHead } from "../domain/exchange.ts";
import type { Json } from "../domain/json.ts";
import type { ReplayKnowledge } from "../providers/replay-knowledge.ts";
import type { Place } from "./place.ts";

/** Where the asks of each session come from; a later ask need not repeat it. */
export interface SessionPlaces {
  of(knowledge: ReplayKnowledge, head: RequestHead, message: Json): Place;
}

export function createSessionPlaces(here: Place): SessionPlaces {
  const places = new Map<string, Place>();
  return {
    of(knowledge, head, message) {
      const { session, cwd } = knowledge.origin(head, message);
      const known = (session !== undefined && places.get(session)) || here;
      const place: Place = { ...known, ...(session !== undefined && { session }), ...(cwd !== undefined && { cwd }) };
      if (session !== undefined) places.set(session, place);
      return place;
    },
  };
}
