import type { RequestHead } from "../domain/exchange.ts";
import { providerOf } from "../providers/registry.ts";
import type { RecordedUpgrade } from "./recorded-ask.ts";

/** Answers WebSocket handshakes as they were recorded. */
export interface Upgrades {
  /**
   * The recorded handshake that answers this one: in recorded order, the last one again for all that follow, since
   * agents open as many connections as they like. Undefined: none was recorded for this provider.
   */
  next(head: RequestHead): RecordedUpgrade | undefined;
}

export function createUpgrades(recorded: readonly RecordedUpgrade[]): Upgrades {
  const asked = new Map<string, number>();
  return {
    next(head) {
      const lane = laneOf(head);
      const same = recorded.filter(({ request }) => laneOf(request) === lane);
      const n = asked.get(lane) ?? 0;
      asked.set(lane, n + 1);
      return same[n] ?? same.at(-1);
    },
  };
}

function laneOf(head: RequestHead): string {
  return `${providerOf(head)?.id ?? ""} ${head.path.replace(/\?.*$/s, "")}`;
}
