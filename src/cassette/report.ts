import type { Judgement, Verdict } from "../domain/verdict.ts";

/** A replay that is over, and what it is judged by: what every form of the report is made of. */
export interface Report {
  /** The cassettes' files, as they were named. */
  readonly cassettes: readonly string[];
  readonly judgement: Judgement;
  /** Recorded turns that nobody asked for are no failure. */
  readonly allowLeftOver: boolean;
  /** Drift is a failure. */
  readonly noDrift: boolean;
  /** The exit status of the command that ran against the replay. Absent: there was none. */
  readonly commandStatus?: number;
}

/** What a replay comes to, the weightiest first: a miss outranks the command's own failure, since it usually explains it. */
export type Conclusion = "missed" | "commandFailed" | "leftOver" | "drifted" | "passed";

export function conclusionOf({ judgement, commandStatus = 0, allowLeftOver, noDrift }: Report): Conclusion {
  const { verdicts, leftOver } = judgement;
  if (verdicts.some(({ type }) => type === "miss")) return "missed";
  if (commandStatus !== 0) return "commandFailed";
  if (leftOver.length > 0 && !allowLeftOver) return "leftOver";
  return noDrift && verdicts.some(isDriftedTurn) ? "drifted" : "passed";
}

/** Does this verdict alone make the replay fail? */
export function fails(verdict: Verdict, { noDrift }: Pick<Report, "noDrift">): boolean {
  return verdict.type === "miss" || (noDrift && isDriftedTurn(verdict));
}

/** Side requests that differ, such as another query, change nothing of what the model is asked. */
function isDriftedTurn({ type, kind }: Verdict): boolean {
  return type === "drift" && kind === "turn";
}

/** How many asks there were, and what became of them. */
export type Counts = Readonly<Record<"asks" | Verdict["type"] | "leftOver", number>>;

export function countsOf({ verdicts, leftOver }: Judgement): Counts {
  const of = (wanted: Verdict["type"]): number => verdicts.filter(({ type }) => type === wanted).length;
  return { asks: verdicts.length, exact: of("exact"), drift: of("drift"), stubbed: of("stubbed"), miss: of("miss"), live: of("live"), leftOver: leftOver.length };
}

/** The counts in words; what is zero is left out. */
function countsText({ asks, leftOver, ...rest }: Counts): string {
  const told = Object.entries({ ...rest, "left over": leftOver }).filter(([, count]) => count > 0);
  return [`${asks} ask${asks === 1 ? "" : "s"}`, ...told.map(([what, count]) => `${count} ${what}`)].join(", ");
}

/** The replay's end in one sentence. */
export function conclusionText(report: Report): string {
  const counts = countsOf(report.judgement);
  switch (conclusionOf(report)) {
    case "missed":
      return `failed: ${counts.miss} ask${counts.miss === 1 ? "" : "s"} had no recorded answer (${countsText(counts)})`;
    case "commandFailed":
      return `the command failed with ${report.commandStatus}, the replay did not: ${countsText(counts)}`;
    case "leftOver":
      return `failed: ${counts.leftOver} recorded turn${counts.leftOver === 1 ? " was" : "s were"} never asked for (${countsText(counts)})`;
    case "drifted":
      return `failed: drift, which --no-drift forbids (${countsText(counts)})`;
    case "passed":
      return `passed: ${countsText(counts)}`;
  }
}

/** One ask in words. */
export function askText({ method, path, shape }: Pick<Verdict, "method" | "path" | "shape">): string {
  const where = `${method} ${path.replace(/\?.*$/s, "")}`;
  return shape === where || shape === `websocket ${path}` ? shape : `${where} (${shape})`;
}

/** What a verdict rests on, in a line: the parts that differ, or why there was no answer. */
export function reasonText({ differences, why, repeated }: Verdict): string {
  const parts = differences.map(({ part }) => part);
  const shown = parts.length > 6 ? [...parts.slice(0, 5), `${parts.length - 5} more`] : parts;
  return [repeated ? "answered once more" : "", why ?? "", shown.join(", ")].filter(Boolean).join(": ");
}

/** What would make a missed ask be answered; undefined for other verdicts. */
export function remedyFor({ type, differences, recorded }: Verdict): string | undefined {
  if (type !== "miss") return undefined;
  if (recorded === undefined) return "Record it: ccxray record --append, or replay with --on-miss record.";
  if (differences.length === 0) return "It was asked more often than it was recorded: --repeat answers it with the last recorded answer.";
  if (differences.every(({ part }) => !part.startsWith("conversation"))) return "The conversation is the one recorded: --match turn accepts it, as drift.";
  return "If today's conversation is right, record again (ccxray record --force), or add what is missing with --on-miss record.";
}
