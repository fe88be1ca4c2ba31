import type { Cassette, CassetteExchange } from "./cassette.ts";
import { createMemo, type RecordedAsk, recordedAsks } from "./recorded-ask.ts";

/** What to remove; an exchange goes when any of these says so. */
export interface PruneChoice {
  /** Exchanges that hold nothing but side requests. */
  readonly sideRequests?: boolean;
  /** Ids, such as `e3`. */
  readonly exchanges?: readonly string[];
  /** Whatever is not among these asks, named as a replay's report names them: `e3`, `e4.2`. */
  readonly unplayed?: readonly string[];
}

export interface PrunedCassette {
  readonly cassette: Cassette;
  readonly removed: readonly string[];
  /** Chosen, but kept: a later conversation goes on from their answers. */
  readonly needed: readonly string[];
}

/** A cassette without the exchanges chosen; those that stay keep their ids. */
export function pruneCassette(cassette: Cassette, choice: PruneChoice): PrunedCassette {
  const { asks } = recordedAsks(cassette, createMemo());
  const byExchange = Map.groupBy(asks, exchangeIdOf);
  const chosen = new Set(cassette.exchanges.filter((exchange) => isChosen(exchange, byExchange.get(exchange.id) ?? [], choice)).map(({ id }) => id));
  const needed = neededBy(asks.filter((ask) => !chosen.has(exchangeIdOf(ask))), asks);
  const removed = [...chosen].filter((id) => !needed.has(id));
  return {
    cassette: { ...cassette, exchanges: cassette.exchanges.filter(({ id }) => !removed.includes(id)) },
    removed,
    needed: [...chosen].filter((id) => needed.has(id)),
  };
}

function exchangeIdOf({ name }: RecordedAsk): string {
  return name.split(".")[0] ?? name;
}

function isChosen({ id }: CassetteExchange, asks: readonly RecordedAsk[], { sideRequests = false, exchanges = [], unplayed }: PruneChoice): boolean {
  if (exchanges.includes(id)) return true;
  if (sideRequests && asks.length > 0 && asks.every(({ ask }) => ask.kind === "side")) return true;
  return unplayed !== undefined && asks.length > 0 && asks.every(({ name }) => !unplayed.includes(name));
}

/** The exchanges whose answers these asks continue, and what those continue in turn. */
function neededBy(kept: readonly RecordedAsk[], asks: readonly RecordedAsk[]): ReadonlySet<string> {
  const byAnswer = new Map(asks.flatMap((ask) => (ask.answerId === undefined ? [] : [[ask.answerId, ask] as const])));
  const needed = new Set<string>();
  for (let open = [...kept]; open.length > 0; ) {
    open = open.flatMap(({ ask }) => {
      const before = ask.previousId === undefined ? undefined : byAnswer.get(ask.previousId);
      if (!before || needed.has(exchangeIdOf(before))) return [];
      needed.add(exchangeIdOf(before));
      return asks.filter((one) => exchangeIdOf(one) === exchangeIdOf(before));
    });
  }
  return needed;
}
