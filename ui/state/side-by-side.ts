import { diffLines } from "diff";
import { laidOut } from "../../src/domain/laid-out.ts";

/** A line of one side: what stands before the change, the change, and what stands behind it. */
export interface SideLine {
  readonly before: string;
  readonly changed: string;
  readonly after: string;
}

/** A row of two texts side by side. A gap stands for lines that are the same on both. */
export type DiffRow =
  | { readonly type: "same"; readonly text: string }
  | { readonly type: "change"; readonly recorded: SideLine | undefined; readonly live: SideLine | undefined }
  | { readonly type: "gap"; readonly lines: number };

const CONTEXT = 3;
/** Beyond so many changed lines a diff says less than the two texts, and takes longer than a person likes to wait. */
const MOST_EDITS = 500;
const LONGEST_LINE = 600;
const LONGEST_WORD = 40;
/** Characters in front of a change that are kept of a long line. */
const LEAD = 120;

/** Both values laid out as lines, and set side by side where they differ. */
export function sideBySide(recorded: string | undefined, live: string | undefined): readonly DiffRow[] {
  const [before, now] = [laidOut(recorded), laidOut(live)];
  const parts = diffLines(before, now, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  const rows: DiffRow[] = [];
  let removed: readonly string[] = [];
  const flush = (added: readonly string[]): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) rows.push(change(removed[i], added[i]));
    removed = [];
  };
  for (const part of parts) {
    const lines = linesOf(part.value);
    if (part.added) flush(lines);
    else {
      flush([]);
      if (part.removed) removed = lines;
      else rows.push(...lines.map((text) => ({ type: "same", text: cut(text, 0) }) as const));
    }
  }
  flush([]);
  return folded(rows);
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** A pair of lines with what they share at both ends set apart. */
function change(recorded: string | undefined, live: string | undefined): DiffRow {
  if (recorded === undefined || live === undefined) return { type: "change", recorded: whole(recorded), live: whole(live) };
  const start = wordStart(recorded, commonStart(recorded, live));
  const end = wordEnd(recorded, commonEnd(recorded.slice(start), live.slice(start)));
  // Lines that share next to nothing are two different lines.
  const isAkin = start + end > Math.max(recorded.length, live.length) / 4;
  if (!isAkin) return { type: "change", recorded: whole(recorded), live: whole(live) };
  return { type: "change", recorded: sideLine(recorded, start, end), live: sideLine(live, start, end) };
}

function whole(text: string | undefined): SideLine | undefined {
  return text === undefined ? undefined : { before: cut(text, 0), changed: "", after: "" };
}

function sideLine(text: string, start: number, end: number): SideLine {
  const before = text.slice(0, start);
  const changed = text.slice(start, text.length - end);
  return {
    before: text.length > LONGEST_LINE && start > LEAD ? `…${before.slice(-LEAD)}` : before,
    changed: cut(changed, 0),
    after: cut(text.slice(text.length - end), Math.min(start, LEAD) + changed.length),
  };
}

/** At most `LONGEST_LINE` characters, of which some are used already. */
function cut(text: string, used: number): string {
  const most = Math.max(LEAD, LONGEST_LINE - used);
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}

/** The same place, or where the word around it begins: half a word is hard to read. */
function wordStart(text: string, at: number): number {
  return at - (/\w*$/.exec(text.slice(Math.max(0, at - LONGEST_WORD), at))?.[0].length ?? 0);
}

/** The same length from the end, without the rest of the word that it begins in. */
function wordEnd(text: string, length: number): number {
  const from = text.length - length;
  return length - (/^\w*/.exec(text.slice(from, from + LONGEST_WORD))?.[0].length ?? 0);
}

/** Long runs of equal lines as a gap, a few lines of context kept on both sides. */
function folded(rows: readonly DiffRow[]): readonly DiffRow[] {
  const near = new Set<number>();
  rows.forEach((row, at) => {
    if (row.type === "same") return;
    for (let i = at - CONTEXT; i <= at + CONTEXT; i++) near.add(i);
  });
  const kept: DiffRow[] = [];
  let skipped: DiffRow[] = [];
  const close = (): void => {
    // One line is as short as what would stand in its place.
    if (skipped.length > 1) kept.push({ type: "gap", lines: skipped.length });
    else kept.push(...skipped);
    skipped = [];
  };
  rows.forEach((row, at) => {
    if (!near.has(at)) return void skipped.push(row);
    close();
    kept.push(row);
  });
  close();
  return kept;
}
