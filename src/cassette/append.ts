import type { Redacted } from "../domain/redacted.ts";
import type { Cassette, CassetteExchange } from "./cassette.ts";

/** A cassette with the exchanges of another behind its own, all numbered anew; name and date stay those of the first. */
export function appendCassette(cassette: Cassette, added: Cassette): Cassette {
  return { ...cassette, recordedBy: added.recordedBy, exchanges: renumbered([...cassette.exchanges, ...added.exchanges]) };
}

/** Exchanges as `e1`, `e2`, … in the order given. */
export function renumbered(exchanges: readonly Redacted<CassetteExchange>[]): readonly Redacted<CassetteExchange>[] {
  return exchanges.map((exchange, i) => ({ ...exchange, id: `e${i + 1}` }));
}
