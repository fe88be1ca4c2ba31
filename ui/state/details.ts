import { computed, effect } from "@preact/signals";
import type { ExchangeAnswer, TurnAnswer } from "../../src/dashboard/contract.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import type { Loader } from "./loader.ts";
import type { Navigation } from "./navigation.ts";
import type { Selection } from "./selection.ts";

interface Loaders {
  readonly turn: Loader<TurnAnswer>;
  readonly whole: Loader<TurnAnswer>;
  readonly exchange: Loader<ExchangeAnswer>;
}

/** Keeps the loaders on the turn and the tab that are shown, and the neighbours at hand. */
export function showDetails({ route }: Navigation, selection: Selection, loaders: Loaders): void {
  const tab = computed(() => route.value.tab);
  const turn = selection.turn;
  effect(() => loaders.turn.show(turn.value && turnPath(turn.value), versionOf(turn.value)));
  effect(() => {
    const wanted = tab.value === "conversation" ? turn.value : undefined;
    loaders.whole.show(wanted && `${turnPath(wanted)}?whole=1`, versionOf(wanted));
  });
  effect(() => {
    const wanted = tab.value === "raw" || tab.value === "events" ? turn.value : undefined;
    loaders.exchange.show(wanted && exchangePath(wanted.exchangeId), versionOf(wanted));
  });
  effect(() => {
    if (loaders.turn.loaded.value.state !== "ready") return;
    for (const one of neighbours(selection.turns.peek(), turn.peek())) loaders.turn.prepare(turnPath(one), versionOf(one));
  });
}

/** Below `/_ccxray/api/`. */
function turnPath({ exchangeId, index }: TurnSummary): string {
  return `turns/${encodeURIComponent(exchangeId)}/${index}`;
}

/** Below `/_ccxray/api/`. */
export function exchangePath(exchangeId: string): string {
  return `exchanges/${encodeURIComponent(exchangeId)}`;
}

/** Changes with everything that a load could show. */
function versionOf(turn: TurnSummary | undefined): string {
  return turn ? `${turn.state} ${turn.phase} ${turn.outputTokens} ${turn.answered.length}` : "";
}

function neighbours(turns: readonly TurnSummary[], turn: TurnSummary | undefined): readonly TurnSummary[] {
  const at = turn ? turns.lastIndexOf(turn) : -1;
  if (at < 0) return [];
  return [turns[at + 1], turns[at - 1]].filter((one) => one !== undefined && one.state !== "running") as TurnSummary[];
}
