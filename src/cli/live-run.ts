import { systemClock } from "../platform/clock.ts";
import { standBehind } from "../platform/last-resort.ts";
import { listenForSignals, type Signals, type StopSignal } from "../platform/signals.ts";
import { banner, bannerJson } from "./banner.ts";
import { closeWithin } from "./close-within.ts";
import type { Config } from "./config.ts";
import { type FoundAgent, isInteractive, runFoundAgent } from "./found-agent.ts";
import { type RunningProxy, startProxy } from "./modes.ts";
import { createNotices } from "./notices.ts";
import { createProblems } from "./problems.ts";
import { painter, type Terminal } from "./terminal.ts";

/** A run with the live API behind it, when it is over and everything that passed is in the journal. */
export interface LiveRun {
  /** The agent's exit status; without an agent 0, since Ctrl-C and SIGTERM are how it ends well. */
  readonly status: number;
  /** The run, as the journal names it. */
  readonly processId: string;
  /** The signal that ended a run without an agent. */
  readonly stopped: StopSignal | undefined;
}

export interface LiveRunOptions {
  readonly config: Config;
  /** Absent: it serves until a signal ends it. */
  readonly found: FoundAgent | undefined;
  readonly terminal: Terminal;
  /** What is left to do then. Signals do not disturb it: it is short, and the user has said already that it should end. */
  readonly afterwards?: (run: LiveRun) => Promise<void>;
}

/** Runs an agent, or none, with the journal in between. */
export async function liveRun({ config, found, terminal, afterwards }: LiveRunOptions): Promise<LiveRun> {
  const notices = createNotices(terminal, config.quiet);
  const problems = createProblems((message) => notices.warn(message));
  const signals = listenForSignals(process, (status) => process.exit(status));
  const unguard = standBehind(process, (error) => problems.note(unexpected(error)));
  try {
    const running = await startProxy(config, { ...(found && { agent: found.agent.name }), onProblem: problems.note });
    const status = await untilEnd(running);
    const run = { status, processId: running.processId, stopped: signals.stopped };
    signals.handOver(() => undefined);
    await afterwards?.(run);
    return run;
  } finally {
    unguard();
    signals.close();
  }

  async function untilEnd(running: RunningProxy): Promise<number> {
    try {
      if (found && isInteractive(terminal)) problems.hold();
      if (found) return await runFoundAgent(found, { running, config, terminal, env: terminal.env, notices, signals });
      return await alone(running, config, terminal, signals);
    } finally {
      problems.tell();
      await closeWithin(running, systemClock, (message) => notices.warn(message));
    }
  }
}

/** With its stack: whoever meets one of these should be able to report it. */
function unexpected(error: unknown): string {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `something went wrong that ccxray did not foresee; it goes on. ${words}`;
}

async function alone(running: RunningProxy, config: Config, terminal: Terminal, signals: Signals): Promise<number> {
  if (config.json) terminal.stdout.write(`${bannerJson(running, config)}\n`);
  else if (!config.quiet) terminal.stderr.write(`${banner(running, config, terminal.platform, painter(terminal.stderr, terminal.env))}\n`);
  await signals.stop;
  return 0;
}
