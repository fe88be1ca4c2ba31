import type { Report } from "../../../src/cassette/report.ts";
import type { Judgement, Verdict } from "../../../src/domain/verdict.ts";

// Verdicts and reports for tests. All are invented.

export function verdict(parts: Partial<Verdict> & Pick<Verdict, "type">): Verdict {
  return { n: 1, kind: "turn", provider: "unknown", method: "POST", path: "/x", shape: "turn", differences: [], ...parts };
}

export function report(verdicts: readonly Verdict[], parts: Partial<Report> & { readonly leftOver?: Judgement["leftOver"] } = {}): Report {
  const { leftOver = [], ...rest } = parts;
  return { cassettes: ["cassettes/x.json"], judgement: { verdicts, leftOver }, allowLeftOver: false, noDrift: false, ...rest };
}

export const LEFT = { name: "e9", provider: "unknown", path: "/x", shape: "turn" };
