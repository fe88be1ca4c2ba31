import type { Judgement, Verdict } from "../domain/verdict.ts";
import type { Upstream } from "../pipeline/upstream.ts";
import type { Clock } from "../platform/clock.ts";
import { providerOf } from "../providers/registry.ts";
import type { Cassette } from "./cassette.ts";
import { createAskReader } from "./live-ask.ts";
import { createMatcher, type MatchPolicy } from "./match.ts";
import { createPace, type Speed } from "./pace.ts";
import type { Place } from "./place.ts";
import { createMemo, recordedAsks } from "./recorded-ask.ts";
import type { Replay } from "./replay.ts";
import { answerRequest } from "./replay-http.ts";
import { openSocket } from "./replay-socket.ts";
import { createTally } from "./tally.ts";
import { createUpgrades } from "./upgrades.ts";

export interface CassetteUpstreamParts {
  readonly cassette: Cassette;
  readonly policy: MatchPolicy;
  readonly repeat: boolean;
  readonly speed: Speed;
  readonly clock: Clock;
  redact(text: string): string;
  /** What is known of this machine: bound into the answers. */
  readonly here: Place;
  /** Where misses go when --on-miss says `live` or `record`. Absent: there is no network here at all. */
  readonly live?: Upstream;
  onVerdict(verdict: Verdict): void;
}

/** A cassette that answers in the place of the live API. */
export interface CassetteUpstream extends Upstream {
  judgement(): Judgement;
}

export function createCassetteUpstream(parts: CassetteUpstreamParts): CassetteUpstream {
  const memo = createMemo();
  const { asks, upgrades } = recordedAsks(parts.cassette, memo);
  const matcher = createMatcher(asks, parts.policy, parts.repeat);
  const reader = createAskReader({ redact: parts.redact, here: parts.here, memo, answered: matcher.answered });
  const tally = createTally(matcher.leftOver, parts.onVerdict);
  const replay: Replay = {
    matcher,
    tally,
    pace: createPace(parts.speed, parts.clock),
    upgrades: createUpgrades(upgrades),
    live: parts.live,
    read: (head, text) => reader.read(providerOf(head)?.id ?? "unknown", head, text),
  };
  return {
    request: (request, handler) => answerRequest(replay, request, handler),
    upgrade: (request, handler) => openSocket(replay, request, handler),
    judgement: tally.judgement,
    close: async () => parts.live?.close(),
  };
}
