import { type Floor, isReached } from "./floors.ts";
import { addedLatency, comparedToDirect, figure, type Results, throughputRatio } from "./results.ts";
import type { Workload } from "./workload.ts";

/** What was measured, as Markdown: a row a workload, a column a target. */
export function resultsTable(results: Results, workloads: readonly Workload[], targets: readonly string[]): string {
  const measured = workloads.filter(({ name }) => results.slices[name] !== undefined);
  return table(
    ["", ...targets],
    [
      ...measured.flatMap((workload) => rowsOf(results, workload, targets)),
      ["session, on disk, MB", ...targets.map((target) => number(results.sessionDisk[target]))],
      ["peak memory, MB", ...targets.map((target) => number(results.peakMemory[target]))],
    ],
  );
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

function rowsOf(results: Results, { name, title, unit }: Workload, targets: readonly string[]): readonly (readonly string[])[] {
  const throughput = targets.map((target) => {
    const ratio = comparedToDirect(results, name, target, throughputRatio);
    return `${number(figure(results, name, target, "perSecond"))}${target === "direct" ? "" : ` (${number(ratio)})`}`;
  });
  const latency = targets.map((target) => {
    const added = comparedToDirect(results, name, target, addedLatency);
    return `${number(figure(results, name, target, "p50"))}${target === "direct" ? "" : ` (+${number(added)})`}`;
  });
  const paced = [`${title}: p50 ms`, ...latency];
  return name === "paced" ? [paced] : [[`${title}: ${unit}`, ...throughput], paced];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  return [line(head), `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** Three digits that count; nothing for what was not measured. */
function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toString();
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
