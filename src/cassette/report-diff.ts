import { structuredPatch } from "diff";
import { laidOut } from "../domain/laid-out.ts";
import type { Difference } from "../domain/verdict.ts";

/** A line of a diff: `-` was recorded, `+` is today's, `…` stands for lines that are left out. */
export interface DiffLine {
  readonly mark: "-" | "+" | " " | "…";
  readonly text: string;
}

const MOST_LINES = 30;
const LONGEST_LINE = 160;
/** Beyond so many changes a diff says less than the two texts. */
const MOST_EDITS = 1000;
const CONTEXT = 2;

/** What differs in one part, for a person: JSON is laid out first, long lines are cut around the change. */
export function readableDiff({ recorded, live }: Difference): readonly DiffLine[] {
  const [before, now] = [laidOut(recorded), laidOut(live)];
  const patch = structuredPatch("", "", before, now, "", "", { context: CONTEXT, maxEditLength: MOST_EDITS });
  const lines = patch ? patch.hunks.flatMap(({ lines: hunk }, i) => [...(i > 0 ? [GAP] : []), ...hunk.map(lineOf)]) : [...marked("-", before), ...marked("+", now)];
  const shown = shortened(lines);
  return shown.length > MOST_LINES ? [...shown.slice(0, MOST_LINES), { mark: "…", text: `${shown.length - MOST_LINES} more lines` }] : shown;
}

/** The same as text, a line a line. */
export function diffText(difference: Difference): string {
  return readableDiff(difference)
    .map(({ mark, text }) => `${mark} ${text}`.trimEnd())
    .join("\n");
}

const GAP: DiffLine = { mark: "…", text: "" };

function lineOf(line: string): DiffLine {
  const mark = line.charAt(0);
  return { mark: mark === "-" || mark === "+" ? mark : " ", text: line.slice(1) };
}

function marked(mark: DiffLine["mark"], text: string): readonly DiffLine[] {
  return text === "" ? [] : text.trimEnd().split("\n").map((line) => ({ mark, text: line }));
}

/** Cuts long lines so that the first difference of a changed pair stays in sight. */
function shortened(lines: readonly DiffLine[]): readonly DiffLine[] {
  return lines.map((line, i) => {
    const partner = line.mark === "-" ? lines[i + 1] : lines[i - 1];
    const isPair = partner !== undefined && ((line.mark === "-" && partner.mark === "+") || (line.mark === "+" && partner.mark === "-"));
    return { ...line, text: cut(line.text, isPair ? commonStart(line.text, partner.text) : 0) };
  });
}

function cut(text: string, from: number): string {
  if (text.length <= LONGEST_LINE) return text;
  const start = Math.max(0, from - LONGEST_LINE / 4);
  const end = start + LONGEST_LINE;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
