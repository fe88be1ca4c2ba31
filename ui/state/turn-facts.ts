import type { TurnSummary } from "../../src/domain/session.ts";

/** What a colour means, and nothing else: blue, red, amber, grey. */
export type Tone = "live" | "failed" | "warn" | "rest";

/** How a turn ended, as a colour. */
export function toneOf(turn: TurnSummary): Tone {
  if (turn.state === "running") return "live";
  if (turn.state === "failed" || turn.state === "cut" || (turn.status ?? 0) >= 400) return "failed";
  if (turn.state === "aborted" || turn.state === "interrupted" || isTruncated(turn)) return "warn";
  return "rest";
}

/** Whether a person who looks for errors looks for this turn. */
export function isTrouble(turn: TurnSummary): boolean {
  const tone = toneOf(turn);
  return tone === "failed" || tone === "warn";
}

export function failedTools(turn: TurnSummary): number {
  return turn.tools.filter((tool) => tool.failed === true).length;
}

/** Whether the answer stopped because it was long enough, not because it was done. */
export function isTruncated(turn: TurnSummary): boolean {
  return turn.stopReason !== undefined && /max_?(output_)?tokens|^length$|incomplete/i.test(turn.stopReason);
}

/** Tokens of the input that no cache had. */
export function newTokens(turn: TurnSummary): number | undefined {
  return turn.usage && turn.usage.input + turn.usage.cacheWrite;
}

export interface Flag {
  readonly label: string;
  readonly tone: Tone;
  readonly title: string;
}

/** What is special about a turn, in a word each. */
export function flagsOf(turn: TurnSummary): readonly Flag[] {
  const flags: Flag[] = [];
  if ((turn.status ?? 0) >= 400) flags.push({ label: String(turn.status), tone: "failed", title: `HTTP status ${turn.status}` });
  else if (turn.state === "failed") flags.push({ label: "failed", tone: "failed", title: "No answer could be had" });
  if (turn.state === "cut") flags.push({ label: "cut", tone: "failed", title: "The upstream broke off in the middle of its answer" });
  if (turn.state === "aborted") flags.push({ label: "aborted", tone: "warn", title: "Aborted by the client" });
  if (turn.state === "interrupted") flags.push({ label: "interrupted", tone: "warn", title: "ccxray was stopped meanwhile" });
  if (isTruncated(turn)) flags.push({ label: "max tokens", tone: "warn", title: `Stopped: ${turn.stopReason}` });
  if (turn.kind !== "turn") flags.push({ label: turn.kind, tone: "rest", title: KINDS[turn.kind] });
  if (turn.problems.length > 0) flags.push({ label: "unread", tone: "warn", title: turn.problems.join("\n") });
  return flags;
}

const KINDS = {
  prewarm: "Fills the cache, asks for no answer",
  title: "A side request of the agent for its own screens",
} as const;

/** What a running turn is doing, in a word. */
export const PHASES: Readonly<Record<TurnSummary["phase"], string>> = {
  waiting: "waiting",
  thinking: "thinking",
  text: "answering",
  tool: "calling a tool",
  done: "finishing",
};
