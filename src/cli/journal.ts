import { journalStats, type JournalStats, pruneJournal, vacuumJournal } from "../journal/retention.ts";
import { systemClock } from "../platform/clock.ts";
import type { Invocation, Run } from "./command.ts";
import { readHome, readRetentionDays } from "./read-config.ts";
import { tableLines } from "./table.ts";
import { safeLine } from "./terminal.ts";
import { bytes, localTime } from "./units.ts";

/** `ccxray journal stats`: what the journal holds and what it weighs. */
export const journalStatsCommand: Run = async ({ flags, terminal }) => {
  const stats = journalStats({ home: readHome(flags, terminal.env) });
  terminal.stdout.write(flags.json ? `${JSON.stringify(stats)}\n` : statsText(stats));
  return 0;
};

/** `ccxray journal prune`: deletes what is older than the days of retention. */
export const journalPruneCommand: Run = async (invocation) => {
  const { flags, terminal } = invocation;
  const days = readRetentionDays(flags, terminal.env);
  const exchanges = days === 0 ? 0 : await pruneJournal({ home: readHome(flags, terminal.env), days, clock: systemClock });
  const kept = days === 0 ? "Nothing is too old: exchanges are kept for ever." : `${exchanges} exchanges older than ${days} days were deleted.`;
  return tell(invocation, { exchanges, days }, kept);
};

/** `ccxray journal vacuum`: shrinks the file to what it holds. */
export const journalVacuumCommand: Run = async (invocation) => {
  const freed = vacuumJournal({ home: readHome(invocation.flags, invocation.terminal.env) });
  return tell(invocation, { bytes: freed }, `${bytes(freed)} given back.`);
};

function tell({ flags, terminal }: Invocation, result: object, sentence: string): number {
  if (flags.json) terminal.stdout.write(`${JSON.stringify(result)}\n`);
  else if (!flags.quiet) terminal.stderr.write(`${sentence}\n`);
  return 0;
}

function statsText(stats: JournalStats): string {
  const free = stats.freeBytes > 0 ? ` (${bytes(stats.freeBytes)} free: ccxray journal vacuum)` : "";
  const since = stats.oldestAt === undefined ? "" : `, since ${localTime(stats.oldestAt)}`;
  const rows = stats.providers.map((one) => [safeLine(one.provider), String(one.exchanges), bytes(one.wireBytes), bytes(one.storedBytes)]);
  const columns = [{ title: "PROVIDER" }, { title: "EXCHANGES", align: "right" as const }, { title: "ON THE WIRE", align: "right" as const }, { title: "STORED", align: "right" as const }];
  return [
    `${stats.path}: ${bytes(stats.bytes)}${free}`,
    `${stats.sessions} sessions, ${stats.turns} turns, ${stats.exchanges} exchanges${since}; ${bytes(stats.wireBytes)} on the wire`,
    ...(rows.length > 0 ? ["", ...tableLines(columns, rows, Number.POSITIVE_INFINITY)] : []),
    "",
  ].join("\n");
}
