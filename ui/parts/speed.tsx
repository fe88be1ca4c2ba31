import type { JSX } from "preact";
import type { TurnSummary } from "../../src/domain/session.ts";
import { tokenRate } from "../state/format.ts";
import { useStore } from "../state/store-context.ts";

/** Tokens a second since the first one; ticking while the turn runs. */
export function Speed({ turn, unit = "" }: { readonly turn: TurnSummary; readonly unit?: string }): JSX.Element {
  const { now } = useStore();
  const took = turn.state === "running" ? now.value - turn.startedAt : turn.durationMs;
  const rate = took === undefined || turn.firstTokenMs === undefined ? undefined : tokenRate(turn.outputTokens, took - turn.firstTokenMs);
  return <>{rate === undefined ? "–" : `${Math.round(rate)}${unit}`}</>;
}
