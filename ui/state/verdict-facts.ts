import type { ReplayAnswer, ReplayCounts, VerdictRow } from "../../src/dashboard/contract.ts";
import type { Filter, Term } from "./filter.ts";
import { counted, whole } from "./format.ts";
import type { Tone } from "./turn-facts.ts";

/** A replay that runs, as the API tells it. */
export type RunningReplay = Extract<ReplayAnswer, { readonly running: true }>;

/** A verdict's colour, which means a state, and what it says in a sentence. */
export interface VerdictWords {
  readonly tone: Tone;
  readonly sentence: string;
}

export const VERDICTS: Readonly<Record<VerdictRow["type"], VerdictWords>> = {
  exact: { tone: "rest", sentence: "Answered as recorded. Nothing differs." },
  drift: { tone: "warn", sentence: "Answered as recorded, though the parts below differ." },
  stubbed: { tone: "rest", sentence: "Never recorded, and answered with a stand-in." },
  miss: { tone: "failed", sentence: "No recorded ask answers this one." },
  live: { tone: "live", sentence: "Never recorded, and answered by the real API." },
};

/** Whether a person who looks for trouble looks for this ask. */
export function isMismatch({ type }: VerdictRow): boolean {
  return type === "miss" || type === "drift";
}

/** The ask that needs looking at: the first miss, else the first drift, else the first. */
export function weightiest(rows: readonly VerdictRow[]): VerdictRow | undefined {
  return rows.find(({ type }) => type === "miss") ?? rows.find(({ type }) => type === "drift") ?? rows[0];
}

/** One ask in words; a shape that is only its path again is left out. */
export function askWords({ method, path, shape }: Pick<VerdictRow, "method" | "path" | "shape">): { readonly what: string; readonly where: string } {
  const where = `${method} ${path.replace(/\?.*$/s, "")}`;
  const isPath = shape === where || shape === path || shape === `websocket ${path}`;
  return isPath ? { what: where, where: "" } : { what: shape, where };
}

/** What a verdict rests on, in a line. */
export function reasonOf({ type, repeated, why, parts, differing }: VerdictRow): string {
  const shown = parts.slice(0, 4).join(", ") + (differing > 4 ? ` and ${whole(differing - 4)} more` : "");
  const said = [repeated ? "answered once more" : "", why ?? "", shown].filter(Boolean).join(" · ");
  return said || (type === "exact" ? "as recorded" : "");
}

/** Whether an ask passes every term; what no ask can be does not count. */
export function matchesVerdict({ terms }: Filter, row: VerdictRow): boolean {
  return terms.filter(isVerdictTerm).every((term) => {
    if (term.field === "is") return (row.type === term.value || row.kind === term.value || (term.value === "error" && isMismatch(row))) !== term.negated;
    const text = [row.method, row.path, row.shape, row.provider, row.recorded ?? "", row.why ?? "", ...row.parts].join(" ").toLowerCase();
    return text.includes(term.value) !== term.negated;
  });
}

/** Whether a term says something about asks. */
export function isVerdictTerm({ field, value }: Term): boolean {
  if (field === "is") return Object.hasOwn(VERDICTS, value) || ["turn", "side", "error"].includes(value);
  return field === "text";
}

/** The judgement so far, in a sentence. */
export function judgementOf({ counts, cassette, policy }: Pick<RunningReplay, "counts" | "cassette" | "policy">): VerdictWords {
  const { miss, drift, leftOver, asks } = counts;
  const played = `${whole(cassette.turns - leftOver)} of ${counted(cassette.turns, "recorded turn")} played`;
  if (miss > 0) return { tone: "failed", sentence: `${counted(miss, "ask")} had no recorded answer; ${played}.` };
  if (drift > 0 && policy.noDrift) return { tone: "failed", sentence: `${counted(drift, "ask")} drifted, which --no-drift forbids; ${played}.` };
  if (asks === 0) return { tone: "rest", sentence: `Nothing was asked yet. The cassette holds ${counted(cassette.turns, "turn")}.` };
  if (leftOver > 0) return { tone: "rest", sentence: `All asks were answered so far; ${played}.` };
  return { tone: "rest", sentence: `Every recorded turn was played${drift > 0 ? `, ${whole(drift)} with drift` : ""}.` };
}

/** What is counted, in the order in which it is shown; what is zero is left out. */
export function countsShown(counts: ReplayCounts): readonly { readonly name: VerdictRow["type"] | "leftOver"; readonly count: number }[] {
  return (["exact", "drift", "stubbed", "live", "miss", "leftOver"] as const).map((name) => ({ name, count: counts[name] })).filter(({ count }) => count > 0);
}
