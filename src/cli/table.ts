import type { Output } from "./terminal.ts";
import { fitted, widthOf } from "./width.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: "right";
  /** Gives way when the terminal is too narrow. */
  readonly shrinks?: true;
}

const GAP = "  ";
const NARROWEST = 8;

/** The width that lines may take on an output: without limit when it is no terminal, so that a pipe gets everything. */
export function lineWidth(output: Output): number {
  return output.isTTY && output.columns ? output.columns : Number.POSITIVE_INFINITY;
}

/** Rows under their titles, as lines. Cells must be safe for a terminal. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = columnWidths(columns, rows, width);
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => aligned(fitted(cells[i] ?? "", widths[i] ?? 0), widths[i] ?? 0, align))
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly number[] {
  const natural = columns.map(({ title }, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ""))));
  const tooMuch = natural.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1) - width;
  if (tooMuch <= 0) return natural;
  return shrunk(columns, natural, tooMuch);
}

/** Takes from the widest column that may shrink, until all fits or nothing more can be had. */
function shrunk(columns: readonly Column[], natural: readonly number[], tooMuch: number): readonly number[] {
  const widths = [...natural];
  for (let missing = tooMuch; missing > 0; missing--) {
    const candidates = columns.flatMap(({ shrinks }, i) => (shrinks && (widths[i] ?? 0) > NARROWEST ? [i] : []));
    const widest = candidates.reduce<number | undefined>((best, i) => (best === undefined || (widths[i] ?? 0) > (widths[best] ?? 0) ? i : best), undefined);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function aligned(text: string, width: number, align: Column["align"]): string {
  const padding = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? padding + text : text + padding;
}
