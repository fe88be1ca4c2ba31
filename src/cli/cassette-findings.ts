import type { Finding } from "../cassette/finding.ts";
import { type Paint, safeLine } from "./terminal.ts";

/** What check found in a file, a line and a hint each; a hint that is the same for many stands once. */
export function findingLines(file: string, findings: readonly Finding[], paint: Paint): readonly string[] {
  const hints = new Set<string>();
  return findings.flatMap(({ severity, line, column, what, excerpt, hint }) => {
    const isNew = !hints.has(hint);
    hints.add(hint);
    const mark = paint(severity === "error" ? "red" : "yellow", severity);
    return [`${file}:${line}:${column}: ${mark} ${safeLine(`${what}: ${excerpt}`)}`, ...(isNew ? [`  ${paint("gray", safeLine(hint))}`] : [])];
  });
}

/** Findings told by `fewFindingLines` one by one. */
const MOST = 20;

/** The first findings, and of the others how many there are of what. */
export function fewFindingLines(file: string, findings: readonly Finding[], paint: Paint): readonly string[] {
  const others = findings.slice(MOST);
  if (others.length === 0) return findingLines(file, findings, paint);
  const counts = [...Map.groupBy(others, ({ what }) => what)].map(([what, { length }]) => `  ${length} × ${safeLine(what)}`);
  return [...findingLines(file, findings.slice(0, MOST), paint), `and ${others.length} more:`, ...counts];
}

/** Warnings alone are no failure. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}
