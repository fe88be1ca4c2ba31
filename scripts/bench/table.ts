import { median } from "./figures.ts";
import { type Floor, isReached } from "./floors.ts";
import { addedLatency, compared, figure, type Results, throughputRatio } from "./results.ts";
import type { Workload } from "./workload.ts";

export interface TableParts {
  readonly results: Results;
  readonly workloads: readonly Workload[];
  /** The columns. */
  readonly targets: readonly string[];
  /** The target that others are compared to, in brackets. */
  readonly baseline: string;
}

/** What was measured, as Markdown: a row a workload and figure, a column a target. */
export function resultsTable(parts: TableParts): string {
  const { results, workloads, targets } = parts;
  const measured = workloads.filter(({ name }) => results.slices[name] !== undefined);
  const others = [
    ["session, on disk, MB", ...targets.map((target) => number(results.sessionDisk[target]))],
    ["start to first answer, ms", ...targets.map((target) => number(median(results.firstAnswer[target] ?? [])))],
    ["peak memory, MB", ...targets.map((target) => number(results.peakMemory[target]))],
  ];
  return table(["", ...targets], [...measured.flatMap((workload) => rowsOf(workload, parts)), ...others.filter((row) => row.slice(1).some((cell) => cell !== NOTHING))]);
}

/** The floors, as Markdown. */
export function floorsTable(floors: readonly Floor[]): string {
  return table(["to reach", "", "measured", ""], floors.map(floorRow));
}

function floorRow(floor: Floor): readonly string[] {
  const reached = isReached(floor);
  const verdict = reached === undefined ? "not measured" : reached ? "pass" : "FAIL";
  return [floor.name, `${floor.bound} ${floor.limit} ${floor.unit}`, number(floor.measured), verdict];
}

function rowsOf({ name, title, unit }: Workload, { results, targets, baseline }: TableParts): readonly (readonly string[])[] {
  const cell = (target: string, key: "perSecond" | "p50"): string => {
    const compare = key === "perSecond" ? throughputRatio : addedLatency;
    const own = number(figure(results, name, target, key));
    if (target === baseline) return own;
    const against = compared(results, name, { target, baseline }, compare);
    return `${own} (${key === "p50" && (against ?? 0) > 0 ? "+" : ""}${number(against)})`;
  };
  const latency = [`${title}: p50 ms`, ...targets.map((target) => cell(target, "p50"))];
  // How many paced events come is the upstream's choice.
  return name === "paced" ? [latency] : [[`${title}: ${unit}`, ...targets.map((target) => cell(target, "perSecond"))], latency];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

const NOTHING = "–";

/** Three digits that count; a dash for what was not measured. */
function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return NOTHING;
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
