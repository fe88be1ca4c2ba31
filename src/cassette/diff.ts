import type { Difference } from "../domain/verdict.ts";
import type { Cassette } from "./cassette.ts";
import { createMatcher, differencesBetween } from "./match.ts";
import { answerValue, createMemo, type RecordedAsk, recordedAsks } from "./recorded-ask.ts";

/** An ask of one or both of two cassettes. */
export interface AskChange {
  readonly state: "same" | "changed" | "added" | "removed";
  /** As they are named: `e3`, `e4.2`. */
  readonly before?: string;
  readonly after?: string;
  readonly provider: string;
  readonly shape: string;
  /** The parts in which the asks differ. */
  readonly differences: readonly Difference[];
  /** Parts of the answers that differ: `status`, `text`. */
  readonly answer: readonly Difference[];
}

/** Pairs the asks of two cassettes: by what was said where that is equal, else by their order in their lane. */
export function diffCassettes(before: Cassette, after: Cassette): readonly AskChange[] {
  const olds = recordedAsks(before, createMemo()).asks;
  const news = recordedAsks(after, createMemo()).asks;
  const paired = pairs(olds, news);
  const taken = new Set(paired.values());
  return [
    ...news.map((one) => change(paired.get(one), one)),
    ...olds.filter((one) => !taken.has(one)).map((one) => change(one, undefined)),
  ];
}

function pairs(olds: readonly RecordedAsk[], news: readonly RecordedAsk[]): ReadonlyMap<RecordedAsk, RecordedAsk> {
  const matcher = createMatcher(olds, "turn", false);
  const paired = new Map<RecordedAsk, RecordedAsk>();
  const taken = new Set<RecordedAsk>();
  const pair = (one: RecordedAsk, old: RecordedAsk | undefined): void => {
    if (!old || taken.has(old)) return;
    paired.set(one, old);
    taken.add(old);
  };
  for (const one of news) {
    const match = matcher.match(one);
    if (match.type === "found") pair(one, match.recorded);
  }
  for (const one of news) if (!paired.has(one)) pair(one, olds.find((old) => !taken.has(old) && laneOf(old) === laneOf(one)));
  return paired;
}

function laneOf({ provider, request, ask }: RecordedAsk): string {
  return [provider, ask.kind, ask.shape, ask.kind === "side" ? request.path : ""].join(" ");
}

function change(before: RecordedAsk | undefined, after: RecordedAsk | undefined): AskChange {
  const { provider, ask } = (after ?? before) as RecordedAsk;
  const names = { ...(before && { before: before.name }), ...(after && { after: after.name }), provider, shape: ask.shape };
  if (!before || !after) return { state: before ? "removed" : "added", ...names, differences: [], answer: [] };
  const differences = differencesBetween(before, after);
  const answer = answerDifferences(before, after);
  return { state: differences.length + answer.length > 0 ? "changed" : "same", ...names, differences, answer };
}

function answerDifferences(before: RecordedAsk, after: RecordedAsk): readonly Difference[] {
  const parts = [
    { part: "status", recorded: statusOf(before), live: statusOf(after) },
    { part: "end", recorded: before.answer.end.type, live: after.answer.end.type },
    { part: "text", recorded: saidIn(before), live: saidIn(after) },
  ];
  return parts.filter(({ recorded, live }) => recorded !== live);
}

function statusOf({ answer }: RecordedAsk): string | undefined {
  return answer.head && String(answer.head.status);
}

/** What an answer adds to its conversation, without the ids that each answer has anew; its messages where nobody knows. */
function saidIn({ answer, conversation, conversationAfter }: RecordedAsk): string {
  const news = conversationAfter.slice(conversation.length);
  return news.length > 0 ? news.join("\n") : answer.messages.map((message) => JSON.stringify(answerValue(message))).join("\n");
}
