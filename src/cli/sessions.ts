import type { SessionSummary } from "../domain/session.ts";
import type { Env } from "../platform/env.ts";
import { shortPath } from "../platform/paths.ts";
import type { Run } from "./command.ts";
import { wholeNumber } from "./config-values.ts";
import { shortId } from "./short-id.ts";
import { type Column, lineWidth, tableLines } from "./table.ts";
import { painter, safeLine } from "./terminal.ts";
import { totalTokens } from "./usage-text.ts";
import { count, localTime } from "./units.ts";
import { withHistory } from "./with-history.ts";

const COLUMNS: readonly Column[] = [
  { title: "SESSION" },
  { title: "LAST" },
  { title: "AGENT" },
  { title: "PROJECT", shrinks: true },
  { title: "TURNS", align: "right" },
  { title: "ERRORS", align: "right" },
  { title: "TOKENS", align: "right" },
  { title: "TITLE", shrinks: true },
];

const DEFAULT_LIMIT = 20;

/** `ccxray sessions`: what the journal holds, newest activity first. */
export const sessions: Run = async (invocation) => {
  const { flags, terminal } = invocation;
  const limit = flags.limit === undefined ? DEFAULT_LIMIT : wholeNumber({ text: flags.limit, source: "--limit" }, 0, 1_000_000, "0 lists all.");
  const { rows, total } = await withHistory(invocation, async (history) => {
    const held = await history.sessionCount();
    return { total: held, rows: held === 0 ? [] : await history.sessions({ limit: limit || held }) };
  });
  if (flags.json) {
    terminal.stdout.write(`${JSON.stringify({ sessions: rows, total })}\n`);
    return 0;
  }
  if (total === 0) {
    terminal.stderr.write("The journal holds no session yet. To begin: ccxray proxy claude\n");
    return 0;
  }
  const [head = "", ...lines] = tableLines(COLUMNS, rows.map((row) => cells(row, terminal.env)), lineWidth(terminal.stdout));
  terminal.stdout.write(`${[painter(terminal.stdout, terminal.env)("bold", head), ...lines].join("\n")}\n`);
  if (rows.length < total) terminal.stderr.write(`${rows.length} of ${total} sessions; all of them: ccxray sessions --limit 0\n`);
  return 0;
};

function cells(session: SessionSummary, env: Env): readonly string[] {
  const { id, lastAt, agent = "", cwd, turns, running, errors, usage, title } = session;
  return [
    shortId(safeLine(id)),
    localTime(lastAt),
    safeLine(agent),
    cwd === undefined ? "" : safeLine(shortPath(cwd, env)),
    running > 0 ? `${turns}+` : String(turns),
    errors === 0 ? "" : String(errors),
    count(totalTokens(usage)),
    safeLine(title),
  ];
}
