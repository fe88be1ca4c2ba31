import { appendFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { conclusionOf, type Report } from "../cassette/report.ts";
import { githubAnnotations, githubSummary } from "../cassette/report-github.ts";
import { reportJson } from "../cassette/report-json.ts";
import { reportJunit } from "../cassette/report-junit.ts";
import { envText } from "../platform/env.ts";
import { ensureFolder } from "../platform/files.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { judgementStatus } from "./judgement-status.ts";
import { judgementText } from "./judgement-text.ts";
import type { ReportFile } from "./replay-settings.ts";
import { lineWidth } from "./table.ts";
import { painter, safeLine, type Terminal } from "./terminal.ts";

export interface TellOptions {
  readonly terminal: Terminal;
  readonly reports: readonly ReportFile[];
  /** Say nothing of a replay that passed. */
  readonly quiet: boolean;
  /** The report on stdout, too. */
  readonly json: boolean;
}

/** Tells a judgement wherever it is wanted. The exit status that goes with it; a report that cannot be written is a failure, too. */
export function tellJudgement(report: Report, { terminal, reports, quiet, json }: TellOptions): number {
  const { stdout, stderr, env } = terminal;
  const paint = painter(stderr, env);
  if (!quiet || conclusionOf(report) !== "passed") stderr.write(`\n${judgementText(report, paint, lineWidth(stderr))}`);
  if (json) stdout.write(`${JSON.stringify(reportJson(report))}\n`);

  const summary = env["GITHUB_ACTIONS"] === "true" ? envText(env, "GITHUB_STEP_SUMMARY") : undefined;
  // The runner reads commands from both outputs; stdout belongs to the command that was run.
  if (env["GITHUB_ACTIONS"] === "true") stderr.write(githubAnnotations(report));
  const problems = [
    ...(summary === undefined ? [] : write(summary, githubSummary(report), appendFileSync)),
    ...reports.flatMap(({ form, file }) => write(file, form === "junit" ? reportJunit(report) : `${JSON.stringify(reportJson(report), null, 2)}\n`)),
  ];
  for (const problem of problems) stderr.write(`${paint("red", "ccxray:")} ${safeLine(problem)}\n`);
  return judgementStatus(report) || (problems.length > 0 ? EXIT_CODES.CONFIG_INVALID : 0);
}

/** Writes a report, its folder first; what went wrong, if anything did. */
function write(file: string, text: string, how: (file: string, text: string) => void = writeFileSync): readonly string[] {
  try {
    ensureFolder(dirname(file));
    how(file, text);
    return [];
  } catch (error) {
    return [`the report could not be written: ${error instanceof Error ? error.message : String(error)}`];
  }
}
