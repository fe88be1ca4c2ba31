import type { TurnSummary } from "../../src/domain/session.ts";
import { isTruncated, type Tone } from "./turn-facts.ts";

/** What went wrong, in a sentence, and what a person can do about it. */
export interface Explanation {
  readonly tone: Tone;
  readonly sentence: string;
  readonly advice: string;
}

/** The trouble a turn had, or undefined when it had none. */
export function explain(turn: TurnSummary): Explanation | undefined {
  const status = turn.status ?? 0;
  if (turn.state === "cut") return { tone: "failed", sentence: said(turn, "The upstream broke off in the middle of its answer."), advice: ADVICE.cut };
  if (status >= 400) {
    const sentence = said(turn, `The API answered ${status}.`);
    return { tone: "failed", sentence, advice: BY_STATUS[status] ?? (status >= 500 ? ADVICE.server : ADVICE.request) };
  }
  if (turn.state === "failed") return { tone: "failed", sentence: said(turn, "No answer could be had."), advice: adviceFor(turn.error ?? "") };
  if (turn.state === "aborted") return { tone: "warn", sentence: said(turn, "The client went away before the answer was complete."), advice: ADVICE.aborted };
  if (turn.state === "interrupted") return { tone: "warn", sentence: said(turn, "ccxray was stopped before the answer was complete."), advice: ADVICE.interrupted };
  if (isTruncated(turn)) return { tone: "warn", sentence: "The answer reached its token limit and stops in the middle.", advice: ADVICE.limit };
  return undefined;
}

function said(turn: TurnSummary, otherwise: string): string {
  const sentence = turn.error?.trim() ?? "";
  if (sentence === "") return otherwise;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function adviceFor(error: string): string {
  if (/refused|ECONNREFUSED/i.test(error)) return ADVICE.refused;
  if (/resol|ENOTFOUND|EAI_AGAIN|DNS/i.test(error)) return ADVICE.unresolvable;
  if (/timed? ?out|timeout/i.test(error)) return ADVICE.timeout;
  if (/tls|certificate|ssl/i.test(error)) return ADVICE.tls;
  return ADVICE.other;
}

const ADVICE = {
  cut: "What came until then is below; Events shows the last bytes. Most agents ask again by themselves: see the next turn.",
  server: "The fault is on the API's side. Most agents ask again by themselves: see the next turn.",
  request: "The API did not accept the request. Raw shows its answer whole, and what was sent.",
  aborted: "Someone pressed Escape, the agent gave up waiting, or it exited. What came until then is below.",
  interrupted: "What came until then is below. The agent will have seen a broken connection.",
  limit: "Raise the agent's output limit, or ask for less at once. max_tokens is among the settings below.",
  refused: "Nothing listens at the upstream's address. Raw shows where the request went.",
  unresolvable: "The upstream's name has no address. Check its spelling, the network and the DNS settings.",
  timeout: "The upstream took too long. Check the network and any proxy between; `ccxray doctor` shows the limits.",
  tls: "The secure connection could not be made: who answers shows a certificate that is not trusted here, as company proxies do.",
  other: "Raw shows the request and where it went; Events shows what came back.",
} as const;

const BY_STATUS: Readonly<Record<number, string>> = {
  400: ADVICE.request,
  401: "The API did not accept the credentials. Log the agent in again, or check its key.",
  402: "The account has no credit left.",
  403: "The credentials are good, but not for this. Check the account's plan, region and the model's name.",
  404: "The API does not know this address or this model. Raw shows the path.",
  413: "The request is too large for the API. Compact the conversation.",
  429: "The rate limit is reached. The agent waits and asks again; the response headers in Raw say how long.",
  502: "A server between here and the API could not reach it. Most agents ask again by themselves: see the next turn.",
  529: "The API is overloaded; it is not your request. Most agents ask again by themselves: see the next turn.",
};
