import type { Cassette } from "../cassette/cassette.ts";
import type { Report } from "../cassette/report.ts";
import { systemClock } from "../platform/clock.ts";
import { listenForSignals } from "../platform/signals.ts";
import { closeWithin } from "./close-within.ts";
import type { Run } from "./command.ts";
import type { Config } from "./config.ts";
import { EXIT_TOO_OLD } from "./exit-codes.ts";
import { findAgent, type FoundAgent, isInteractive, runFoundAgent } from "./found-agent.ts";
import { placeHere } from "./here.ts";
import { tellJudgement } from "./judgement.ts";
import { missText } from "./judgement-text.ts";
import { type RunningReplay, startReplay } from "./modes.ts";
import { createNotices } from "./notices.ts";
import { createProblems } from "./problems.ts";
import { readConfig } from "./read-config.ts";
import { replayBanner, replayBannerJson } from "./replay-banner.ts";
import { readCassettes, tooOld } from "./replay-cassettes.ts";
import { withDummyKeys } from "./replay-env.ts";
import { keepLiveAnswers, refuseSeveral } from "./replay-record.ts";
import { readReplaySettings, type ReplaySettings } from "./replay-settings.ts";
import { painter, type Terminal } from "./terminal.ts";

/** `ccxray replay FILE…`: serves cassettes in the place of the API, to a command or until a signal, and judges what was asked. */
export const replay: Run = async ({ flags, agent: call, terminal }) => {
  const settings = readReplaySettings(flags);
  // A dummy key that an agent tells is masked as the real one was.
  const config = readConfig(flags, withDummyKeys(terminal.env));
  if (settings.onMiss === "record") refuseSeveral(flags.files);
  const cassette = readCassettes(flags.files);
  const found = call && findAgent(call, terminal);

  const expired = tooOld(cassette, settings.maxAge, systemClock.now());
  if (expired !== undefined) {
    createNotices(terminal, false).error(`${expired}. Record it again: ccxray record --force -o ${flags.files[0]}`);
    return EXIT_TOO_OLD;
  }
  const over = await runReplay({ settings, config, cassette, files: flags.files, found, terminal });
  const report: Report = {
    cassettes: flags.files,
    judgement: over.judgement,
    allowLeftOver: settings.allowLeftOver,
    noDrift: settings.noDrift,
    ...(over.commandStatus !== undefined && { commandStatus: over.commandStatus }),
  };
  const status = tellJudgement(report, { terminal, reports: settings.reports, quiet: config.quiet, json: config.json });
  const kept = settings.onMiss === "record" ? keepLiveAnswers({ ...over, config, terminal, file: flags.files[0] ?? "" }) : 0;
  return status || kept;
};

interface ReplayRun {
  readonly settings: ReplaySettings;
  readonly config: Config;
  readonly cassette: Cassette;
  readonly files: readonly string[];
  readonly found: FoundAgent | undefined;
  readonly terminal: Terminal;
}

interface ReplayOver {
  readonly judgement: Report["judgement"];
  /** Absent: it ran no command. */
  readonly commandStatus: number | undefined;
}

async function runReplay({ settings, config, cassette, files, found, terminal }: ReplayRun): Promise<ReplayOver> {
  const { policy, repeat, speed, onMiss, noDrift, allowLeftOver } = settings;
  const env = withDummyKeys(terminal.env);
  const notices = createNotices(terminal, config.quiet);
  const problems = createProblems((message) => notices.warn(message));
  const signals = listenForSignals(process, (status) => process.exit(status));
  try {
    const running = await startReplay(config, {
      cassette,
      policy,
      repeat,
      speed,
      onMiss: onMiss === "fail" ? "fail" : "live",
      noDrift,
      allowLeftOver,
      here: placeHere(terminal.env),
      onVerdict: (verdict) => verdict.type === "miss" && problems.note(missText(verdict)),
      onProblem: problems.note,
    });
    const commandStatus = await untilEnd(running);
    return { judgement: running.judgement(), commandStatus };
  } finally {
    signals.close();
  }

  async function untilEnd(running: RunningReplay): Promise<number | undefined> {
    try {
      if (found && isInteractive(terminal)) problems.hold();
      if (found) return await runFoundAgent(found, { running, config, terminal, env, notices, signals });
      if (config.json) terminal.stdout.write(`${replayBannerJson(running, files)}\n`);
      else if (!config.quiet) terminal.stderr.write(`${replayBanner(running, files, terminal.platform, painter(terminal.stderr, terminal.env))}\n`);
      await signals.stop;
      return undefined;
    } finally {
      problems.tell();
      await closeWithin(running, systemClock, (message) => notices.warn(message));
    }
  }
}
