import { checkCassette } from "../cassette/check.ts";
import { diffCassettes } from "../cassette/diff.ts";
import { inspectCassette } from "../cassette/inspect.ts";
import { parseCassette, readCassette, readCassetteText } from "../cassette/read.ts";
import { cassetteSchema } from "../cassette/schema.ts";
import { CcxrayError } from "../domain/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { changesText } from "./cassette-diff-text.ts";
import { findingLines, isRefused } from "./cassette-findings.ts";
import { overviewText } from "./cassette-overview-text.ts";
import { cassetteRedactor } from "./cassette-redactor.ts";
import type { Run } from "./command.ts";
import { EXIT_FOUND } from "./exit-codes.ts";
import { lineWidth } from "./table.ts";
import { painter } from "./terminal.ts";

/** The files that a command was given. Throws USAGE when there is none. */
export function namedFiles(files: readonly string[]): readonly string[] {
  if (files.length > 0) return files;
  throw new CcxrayError("USAGE", "no cassette is named", { hint: "For instance: ccxray cassette inspect cassettes/hello.json" });
}

/** `ccxray cassette inspect`: what cassettes hold. */
export const cassetteInspect: Run = async ({ flags, terminal }) => {
  const { stdout, env } = terminal;
  const overviews = namedFiles(flags.files).map((file) => ({ file, ...inspectCassette(readCassette(file), systemClock.now()) }));
  if (flags.json) stdout.write(`${JSON.stringify({ cassettes: overviews })}\n`);
  else stdout.write(overviews.map((overview) => overviewText(overview, painter(stdout, env), lineWidth(stdout))).join("\n"));
  return 0;
};

/** `ccxray cassette check`: whether cassettes may be shown and replayed. Warnings are told, and are no failure. */
export const cassetteCheck: Run = async ({ flags, terminal }) => {
  const { stdout, stderr, env } = terminal;
  const redact = cassetteRedactor(env);
  const unclaimed = flags.allowUnclaimed ? "fine" : "error";
  const results = namedFiles(flags.files).map((file) => {
    const text = readCassetteText(file);
    return { file, findings: checkCassette(parseCassette(text, file), text, { redact, unclaimed }) };
  });
  const refused = results.filter(({ findings }) => isRefused(findings)).length;
  if (flags.json) {
    stdout.write(`${JSON.stringify({ passed: refused === 0, cassettes: results })}\n`);
    return refused > 0 ? EXIT_FOUND : 0;
  }
  const lines = results.flatMap(({ file, findings }) => findingLines(file, findings, painter(stdout, env)));
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  const verdict = refused === 0 ? "may be shown and replayed" : `${refused} of them may not be shown as they are`;
  if (!flags.quiet) stderr.write(`${results.length} cassette${results.length === 1 ? "" : "s"}: ${verdict}\n`);
  return refused > 0 ? EXIT_FOUND : 0;
};

/** `ccxray cassette diff`: where two cassettes differ. */
export const cassetteDiff: Run = async ({ flags, terminal }) => {
  const { stdout, env } = terminal;
  const [before, after, ...more] = flags.files;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new CcxrayError("USAGE", "diff compares two cassettes", { hint: "For instance: ccxray cassette diff old.json new.json" });
  }
  const changes = diffCassettes(readCassette(before), readCassette(after));
  const same = changes.every(({ state }) => state === "same");
  if (flags.json) stdout.write(`${JSON.stringify({ same, before, after, changes })}\n`);
  else stdout.write(changesText(changes, painter(stdout, env)));
  return same ? 0 : EXIT_FOUND;
};

/** `ccxray cassette schema`: the JSON Schema of the format. */
export const cassetteSchemaCommand: Run = async ({ terminal }) => {
  terminal.stdout.write(`${JSON.stringify(cassetteSchema, null, 2)}\n`);
  return 0;
};
