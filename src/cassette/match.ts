import type { Ask, Part } from "../domain/ask.ts";
import type { RequestHead } from "../domain/exchange.ts";
import type { Difference } from "../domain/verdict.ts";
import type { RecordedAsk } from "./recorded-ask.ts";

/**
 * What must be equal for an ask to be answered by a recorded one.
 * - `turn`: the conversation; other parts may differ and are reported as drift
 * - `exact`: every part
 * - `order`: only the place in its lane (method, path, shape)
 */
export type MatchPolicy = "turn" | "exact" | "order";

/** An ask of today's run, with its whole conversation. */
export interface LiveAsk {
  readonly provider: string;
  readonly request: RequestHead;
  readonly ask: Ask;
  readonly conversation: readonly string[];
  /** The ask's own parts, and those of the asks that it continues. */
  readonly parts: readonly Part[];
}

/** The recorded ask that answers. */
export interface Found {
  readonly type: "found";
  readonly recorded: RecordedAsk;
  readonly drift: readonly Difference[];
  readonly repeated: boolean;
}

/** None answers. */
export interface Missed {
  readonly type: "missed";
  readonly why: string;
  readonly nearest: RecordedAsk | undefined;
  readonly differences: readonly Difference[];
}

export type Match = Found | Missed;

/** Pairs live asks with recorded ones. Each recorded turn answers once; side requests answer as often as they are asked. */
export interface Matcher {
  match(live: LiveAsk): Match;
  /** The recorded ask whose answer has this id: what an ask of news only continues. Of several cassettes with the same ids, the one played last. */
  answered(answerId: string): RecordedAsk | undefined;
  /** Recorded turns that nobody asked for. */
  leftOver(): readonly RecordedAsk[];
}

export function createMatcher(asks: readonly RecordedAsk[], policy: MatchPolicy, repeat: boolean): Matcher {
  const played = new Set<RecordedAsk>();
  const byAnswer = new Map(asks.flatMap((ask) => (ask.answerId === undefined ? [] : [[ask.answerId, ask] as const])));

  const take = (recorded: RecordedAsk, live: LiveAsk): Match => {
    const repeated = played.has(recorded) && recorded.ask.kind === "turn";
    played.add(recorded);
    if (recorded.answerId !== undefined) byAnswer.set(recorded.answerId, recorded);
    return { type: "found", recorded, drift: differencesBetween(recorded, live), repeated };
  };

  const miss = (live: LiveAsk, why: string, among: readonly RecordedAsk[]): Match => {
    const nearest = nearestTo(live, among.length > 0 ? among : asks.filter(({ ask }) => ask.kind === live.ask.kind));
    return { type: "missed", why, nearest, differences: nearest ? differencesBetween(nearest, live) : [] };
  };

  return {
    match(live) {
      const lane = laneOf(asks, live, policy);
      const equal = policy === "order" ? lane : lane.filter((recorded) => sameList(recorded.conversation, live.conversation));
      const fitting = policy === "exact" ? equal.filter((recorded) => differencesBetween(recorded, live).length === 0) : equal;

      if (live.ask.kind === "side") {
        const best = bestOf(fitting.length > 0 ? fitting : lane, live);
        return best ? take(best, live) : miss(live, "this side request was not recorded", lane);
      }
      const open = fitting.filter((recorded) => !played.has(recorded));
      const best = policy === "order" ? furthestOf(open, live) : bestOf(open, live);
      if (best) return take(best, live);
      const last = fitting.at(-1);
      if (last && repeat) return take(last, live);
      if (last) return miss(live, `asked more often than the ${fitting.length} time${fitting.length === 1 ? "" : "s"} that it was recorded`, fitting);
      if (equal.length > 0) return miss(live, "the conversation was recorded, but other parts differ and --match exact forbids it", equal);
      return miss(live, "no recorded conversation is equal", lane);
    },
    answered: (answerId) => byAnswer.get(answerId),
    leftOver: () => asks.filter((recorded) => recorded.ask.kind === "turn" && countsWhenLeft(recorded) && !played.has(recorded)),
  };
}

/**
 * The recorded asks that could answer this one: of its own shape; when none of those has its conversation, also of the shape
 * with or without tools, since tools may differ. The narrow choice comes first, so that a side lane with the same text keeps its own.
 */
function laneOf(asks: readonly RecordedAsk[], live: LiveAsk, policy: MatchPolicy): readonly RecordedAsk[] {
  const narrow = asks.filter((recorded) => sameLane(recorded, live, live.ask.shape));
  if (policy === "order" || narrow.some(({ conversation }) => sameList(conversation, live.conversation))) return narrow;
  const other = live.ask.shape.endsWith(TOOLS) ? live.ask.shape.slice(0, -TOOLS.length) : live.ask.shape + TOOLS;
  const wide = asks.filter((recorded) => sameLane(recorded, live, other) && sameList(recorded.conversation, live.conversation));
  return wide.length > 0 ? wide : narrow;
}

/** What the shape of an ask that brings tools ends in. */
const TOOLS = "+tools";

/** A prewarm asks for nothing, and an answer that its client did not wait for cannot be missed. */
function countsWhenLeft({ ask, answer }: RecordedAsk): boolean {
  return ask.shape !== "prewarm" && answer.end.type !== "abandoned";
}

/** Asks of one lane could answer each other: same provider and shape; for side requests, also same method and path. */
function sameLane(recorded: RecordedAsk, live: LiveAsk, shape: string): boolean {
  if (recorded.provider !== live.provider || recorded.ask.kind !== live.ask.kind || recorded.ask.shape !== shape) return false;
  if (live.ask.kind === "turn") return true;
  return recorded.request.method === live.request.method && withoutQuery(recorded.request.path) === withoutQuery(live.request.path);
}

/** The one that differs in the fewest parts; the earliest of equals, so that retries are answered in recorded order. */
function bestOf(candidates: readonly RecordedAsk[], live: LiveAsk): RecordedAsk | undefined {
  let best: { recorded: RecordedAsk; count: number } | undefined;
  for (const recorded of candidates) {
    const count = differencesBetween(recorded, live).length;
    if (best === undefined || count < best.count) best = { recorded, count };
  }
  return best?.recorded;
}

/** The one whose conversation goes along furthest, so that lanes side by side are kept apart; the earliest of equals. */
function furthestOf(candidates: readonly RecordedAsk[], { conversation }: LiveAsk): RecordedAsk | undefined {
  return candidates.toSorted((a, b) => commonLength(b.conversation, conversation) - commonLength(a.conversation, conversation))[0];
}

/** The one whose conversation goes along furthest, then the one with the fewest differences. */
function nearestTo(live: LiveAsk, asks: readonly RecordedAsk[]): RecordedAsk | undefined {
  let best: { recorded: RecordedAsk; score: number } | undefined;
  for (const recorded of asks) {
    const score = commonLength(recorded.conversation, live.conversation) * 1000 - differencesBetween(recorded, live).length;
    if (best === undefined || score > best.score) best = { recorded, score };
  }
  return best?.recorded;
}

/** The parts in which two asks differ, conversation first, by name. */
export function differencesBetween(recorded: RecordedAsk, live: LiveAsk): readonly Difference[] {
  const said = listDifferences(recorded.conversation, live.conversation);
  const carried = carrierDifference(recorded, live);
  return [...said, ...partDifferences(recorded.parts, live.parts), ...carried];
}

function listDifferences(recorded: readonly string[], live: readonly string[]): readonly Difference[] {
  if (sameList(recorded, live)) return [];
  const from = commonLength(recorded, live);
  const length = Math.max(recorded.length, live.length);
  return Array.from({ length: length - from }, (_, i) => from + i)
    .filter((i) => recorded[i] !== live[i])
    .map((i) => ({ part: `conversation[${i}]`, recorded: recorded[i], live: live[i] }));
}

function partDifferences(recorded: readonly Part[], live: readonly Part[]): readonly Difference[] {
  const [before, now] = [new Map(recorded), new Map(live)];
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((part) => before.get(part) !== now.get(part))
    .map((part) => ({ part, recorded: before.get(part), live: now.get(part) }));
}

function carrierDifference({ request, ask }: RecordedAsk, live: LiveAsk): readonly Difference[] {
  const name = (upgrade: boolean, stream: boolean | undefined): string => (upgrade ? "WebSocket" : stream === false ? "HTTP" : "HTTP events");
  const [before, now] = [name(request.upgrade, ask.stream), name(live.request.upgrade, live.ask.stream)];
  return before === now || live.ask.kind === "side" ? [] : [{ part: "transport", recorded: before, live: now }];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}
