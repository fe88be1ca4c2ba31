import type { TurnSummary } from "../../src/domain/session.ts";
import type { Model } from "./model.ts";

/** Longer tools there are, but also agents that were ended meanwhile. */
const LONGEST = 60_000;

/**
 * Turns that called tools and whose sessions asked nothing since: the agent is at work, and asks again when it is done.
 * Without them the cards of an agent at work would come and go with every turn, and all below would jump.
 */
export function betweenTurns({ turns, running }: Model, now: number): readonly TurnSummary[] {
  const asking = new Set([...running.values()].map(({ session }) => session));
  return [...turns]
    .filter(([session]) => !asking.has(session))
    .flatMap(([, list]) => list.findLast(({ kind }) => kind === "turn") ?? [])
    .filter((turn) => turn.state === "completed" && turn.tools.length > 0 && now - endOf(turn) < LONGEST);
}

/** Unix time in milliseconds. */
export function endOf({ startedAt, durationMs = 0 }: TurnSummary): number {
  return startedAt + durationMs;
}
