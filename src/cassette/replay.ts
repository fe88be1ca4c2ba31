import { CcxrayError } from "../domain/errors.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { Upstream } from "../pipeline/upstream.ts";
import type { PlacedAsk } from "./live-ask.ts";
import type { Found, LiveAsk, Matcher, Missed } from "./match.ts";
import type { Pace } from "./pace.ts";
import type { Tally } from "./tally.ts";
import type { Upgrades } from "./upgrades.ts";

/** What the parts of one replay share. */
export interface Replay {
  readonly matcher: Matcher;
  readonly tally: Tally;
  readonly pace: Pace;
  readonly upgrades: Upgrades;
  /** Where misses go, when a person asked for that. */
  readonly live: Upstream | undefined;
  read(head: RequestHead, text: string): PlacedAsk | undefined;
}

/** A miss in words: what came nearest and where it differs. */
export function missError({ request, ask }: LiveAsk, { why, nearest, differences }: Missed): CcxrayError {
  const first = differences[0];
  const near = nearest ? `; nearest is ${nearest.name}${first ? `, which differs in ${first.part}` : ""}` : "";
  return new CcxrayError("REPLAY_MISS", `the cassette has no answer for ${request.method} ${request.path} (${ask.shape}): ${why}${near}`, {
    hint: "The report shows the difference. Record again, loosen --match, or answer it live with --on-miss live.",
  });
}

/** A recorded ask answers, but its answer has no form in which the client could take it. */
export function untold({ recorded, drift }: Found, over: string): Missed {
  return { type: "missed", why: `${recorded.name} answers it, but was recorded as ${recorded.answer.carrier} and cannot be told over ${over}`, nearest: recorded, differences: drift };
}
