import type { Judgement, Verdict } from "../domain/verdict.ts";
import { type Conclusion, conclusionOf, type Counts, countsOf, remedyFor, type Report } from "./report.ts";

/** The report for a program, version 1: members may be added, none is taken away or changes its meaning. */
export interface JsonReport {
  readonly version: 1;
  readonly passed: boolean;
  readonly conclusion: Conclusion;
  readonly cassettes: readonly string[];
  /** The exit status of the command that ran against the replay; null when there was none. */
  readonly commandStatus: number | null;
  readonly counts: Counts;
  /** One for each ask of the run, in order; `remedy` says what would make a missed one be answered. */
  readonly asks: readonly (Verdict & { readonly remedy?: string })[];
  readonly leftOver: Judgement["leftOver"];
}

export function reportJson(report: Report): JsonReport {
  const { judgement, cassettes, commandStatus = null } = report;
  const conclusion = conclusionOf(report);
  return {
    version: 1,
    passed: conclusion === "passed",
    conclusion,
    cassettes,
    commandStatus,
    counts: countsOf(judgement),
    asks: judgement.verdicts.map((verdict) => {
      const remedy = remedyFor(verdict);
      return remedy === undefined ? verdict : { ...verdict, remedy };
    }),
    leftOver: judgement.leftOver,
  };
}
