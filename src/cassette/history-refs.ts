import type { Json } from "../domain/json.ts";
import { applyEdit } from "./history-edit.ts";
import { makeEdit } from "./history-edit-make.ts";
import { sameJson } from "./history-same.ts";
import { isLonger } from "./json-size.ts";

// Agents resend their whole history each turn, so an ask is told as an edit of an earlier one. Each conversation that
// runs at the same time (the main one, a title, sub-agents) keeps a chain of its own: an ask takes its base's place.

const MOST_RECENT = 8;

/** How a value is told. */
export interface Told {
  /** The same value, sharing what is equal with earlier ones. */
  readonly value: Json;
  /** The name of the earlier value that it is told by; absent: it is told as it is. */
  readonly like?: string;
  /** What differs; absent with `like`: nothing. */
  readonly edit?: Json;
}

/** Finds the earlier value by which a new one is told most shortly. */
export interface HistoryRefs {
  /** `name` must be unique; values of different lanes have nothing in common. */
  tell(lane: string, name: string, value: Json): Told;
}

interface Earlier {
  readonly lane: string;
  readonly name: string;
  readonly value: Json;
}

interface Chosen {
  readonly base: Earlier;
  readonly edit: Json | undefined;
  readonly size: number;
}

export function createHistoryRefs(): HistoryRefs {
  let recent: readonly Earlier[] = [];

  const remember = (earlier: Earlier, instead: Earlier | undefined): void => {
    const others = recent.filter((one) => one !== instead);
    const ofLane = others.filter(({ lane }) => lane === earlier.lane).slice(0, MOST_RECENT - 1);
    recent = [earlier, ...ofLane, ...others.filter(({ lane }) => lane !== earlier.lane)];
  };

  return {
    tell(lane, name, value) {
      const chosen = choose(recent.filter((one) => one.lane === lane), value);
      const shared = chosen && (chosen.edit === undefined ? chosen.base.value : applyEdit(chosen.base.value, chosen.edit));
      // An edit that does not give the very same text back is no edit.
      if (!chosen || shared === undefined || !sameJson(shared, value)) {
        remember({ lane, name, value }, undefined);
        return { value };
      }
      remember({ lane, name, value: shared }, chosen.base);
      return { value: shared, like: chosen.base.name, ...(chosen.edit !== undefined && { edit: chosen.edit }) };
    },
  };
}

/** The base that leaves least to be said; none when more than half of the value is new. */
function choose(candidates: readonly Earlier[], value: Json): Chosen | undefined {
  let best: Chosen | undefined;
  for (const base of candidates) {
    const made = makeEdit(base.value, value);
    if (!made) return { base, edit: undefined, size: 0 };
    if (made.size < (best?.size ?? Infinity)) best = { base, ...made };
  }
  return best && isLonger(value, best.size * 2) ? best : undefined;
}
