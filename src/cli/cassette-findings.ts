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

/** Warnings alone are no failure. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}
