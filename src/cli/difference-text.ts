import { readableDiff } from "../cassette/report-diff.ts";
import type { Difference } from "../domain/verdict.ts";
import { type Paint, safeLine, safeText, type Style } from "./terminal.ts";

const MARK_STYLES: Readonly<Record<string, Style>> = { "-": "red", "+": "green", "…": "gray" };

/** One part that differs, for a terminal: its name and a diff. */
export function differenceText(difference: Difference, paint: Paint): string {
  const lines = readableDiff(difference).map(({ mark, text }) => {
    const line = safeText(`${mark} ${text}`).trimEnd();
    const style = MARK_STYLES[mark];
    return `    ${style === undefined ? line : paint(style, line)}`;
  });
  return [`  ${safeLine(difference.part)} (${paint("red", "- recorded")}, ${paint("green", "+ now")})`, ...lines].join("\n");
}
