import { chmodSync, existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { appendCassette } from "../cassette/append.ts";
import type { Cassette } from "../cassette/cassette.ts";
import { checkCassette, unclaimedIn } from "../cassette/check.ts";
import { encodeCassette } from "../cassette/encode.ts";
import type { Finding } from "../cassette/finding.ts";
import { isTooShort, type Place } from "../cassette/place.ts";
import { readCassette } from "../cassette/read.ts";
import { writeCassette } from "../cassette/write.ts";
import { CcxrayError } from "../domain/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { ensureFolder } from "../platform/files.ts";
import { VERSION } from "../platform/version.ts";
import { fewFindingLines, isRefused } from "./cassette-findings.ts";
import { cassetteRedactor } from "./cassette-redactor.ts";
import type { Config } from "./config.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { createNotices } from "./notices.ts";
import { cassetteOf } from "./record-exchanges.ts";
import { painter, type Terminal } from "./terminal.ts";
import { bytes } from "./units.ts";

export interface SaveOptions {
  readonly file: string;
  /** Keep what the file holds, and add to it. */
  readonly append: boolean;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly place: Place;
  readonly config: Config;
  readonly terminal: Terminal;
}

/** Makes a cassette of exchanges of the journal and writes it. The exit status: 0, or 3 when check refuses it. Throws USAGE, CASSETTE_INVALID. */
export function saveRecording(ids: readonly string[], options: SaveOptions): number {
  const { file, append, force, place, config, terminal } = options;
  const redact = cassetteRedactor(terminal.env);
  const recorded = cassetteOf(config.home, ids, { place, redact, name: basename(file), now: systemClock.now(), version: VERSION });
  const whole = append && existsSync(file) && recorded.exchanges.length > 0 ? appendCassette(readCassette(file), recorded) : recorded;
  makeFolder(dirname(file));

  const findings = checkCassette(whole, [...encodeCassette(whole)].join(""), { redact });
  if (isRefused(findings)) return refuse(whole, findings, options);
  const size = writeCassette(file, whole, { force: force || append });
  if (config.json) terminal.stdout.write(`${JSON.stringify({ file, exchanges: whole.exchanges.length, added: recorded.exchanges.length, bytes: size })}\n`);
  const notices = createNotices(terminal, config.quiet);
  for (const warning of warningsOf(whole, place)) notices.warn(warning);
  notices.log(`${file}: ${counted(recorded.exchanges.length)} recorded${append ? `, ${whole.exchanges.length} in all` : ""}, ${bytes(size)}`);
  return 0;
}

/** What need not be mended, but may surprise whoever replays it. */
function warningsOf(cassette: Cassette, { cwd }: Place): readonly string[] {
  const unclaimed = unclaimedIn(cassette).length;
  return [
    ...(unclaimed > 0 ? [`no provider claims ${counted(unclaimed)}: compared by method, path and body; ccxray cassette check wants --allow-unclaimed`] : []),
    ...(cwd !== undefined && isTooShort(cwd) ? [`the working directory ${cwd} is too short to be told from other text: its paths stay as they are, and a replay elsewhere may miss them`] : []),
  ];
}

/** What was recorded is kept beside its place, for this user only to look at and mend. */
function refuse(cassette: Cassette, findings: readonly Finding[], { file, terminal }: SaveOptions): number {
  const { stderr, env } = terminal;
  const partial = `${file}.partial`;
  writeCassette(partial, cassette, { force: true });
  chmodSync(partial, 0o600);
  for (const line of fewFindingLines(partial, findings, painter(stderr, env))) stderr.write(`${line}\n`);
  createNotices(terminal, false).error(`${file} was not written: it must not be shown to others as it is. It is in ${partial}; mend it and look again with ccxray cassette check.`);
  return EXIT_CODES.CASSETTE_INVALID;
}

function makeFolder(folder: string): void {
  try {
    ensureFolder(folder);
  } catch (error) {
    throw new CcxrayError("CASSETTE_INVALID", `${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`, {
      hint: "Choose another place: ccxray record --session latest -o FILE makes the cassette of what was recorded.",
      cause: error,
    });
  }
}

function counted(exchanges: number): string {
  return `${exchanges} exchange${exchanges === 1 ? "" : "s"}`;
}
