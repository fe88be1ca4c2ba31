import { spawn } from "node:child_process";
import type { ConsolaInstance } from "consola/core";
import type { Agent } from "../agents/agent.ts";
import { locateAgent, prepareLaunch } from "../agents/prepare-launch.ts";
import { agentFor } from "../agents/registry.ts";
import { runAgent } from "../agents/run-agent.ts";
import { openBrowser } from "../platform/browser.ts";
import { systemClock } from "../platform/clock.ts";
import { listenForSignals, type Signals } from "../platform/signals.ts";
import { banner, bannerJson } from "./banner.ts";
import { closeWithin } from "./close-within.ts";
import type { Run } from "./command.ts";
import type { Config } from "./config.ts";
import { type RunningProxy, startProxy } from "./modes.ts";
import { createNotices } from "./notices.ts";
import { createProblems } from "./problems.ts";
import { readConfig } from "./read-config.ts";
import { restoreTerminal } from "./restore-terminal.ts";
import type { AgentCall } from "./split-agent.ts";
import { painter, type Terminal } from "./terminal.ts";

/** `ccxray proxy`: with an agent until it ends, with its exit status; without one until a signal ends it. */
export const proxy: Run = async ({ flags, agent: call, terminal }) => {
  const config = readConfig(flags, terminal.env);
  const found = call && findAgent(call, terminal);
  const notices = createNotices(terminal, config.quiet);
  const problems = createProblems((message) => notices.warn(message), found !== undefined && isInteractive(terminal));
  const signals = listenForSignals(process, (status) => process.exit(status));

  const running = await startProxy(config, { ...(found && { agent: found.agent.name }), onProblem: problems.note });
  try {
    return found ? await withAgent(found, { running, config, terminal, notices, signals }) : await alone({ running, config, terminal, signals });
  } finally {
    problems.tell();
    await closeWithin(running, systemClock, (message) => notices.warn(message));
    signals.close();
  }
};

interface FoundAgent {
  readonly agent: Agent;
  readonly file: string;
  readonly args: readonly string[];
}

interface Scene {
  readonly running: RunningProxy;
  readonly config: Config;
  readonly terminal: Terminal;
  readonly notices: ConsolaInstance;
  readonly signals: Signals;
}

/** Before anything is opened, so that a wrong name costs nothing. Throws AGENT_NOT_FOUND. */
function findAgent({ command, args }: AgentCall, { env, platform }: Terminal): FoundAgent {
  const agent = agentFor(command);
  return { agent, args, file: locateAgent(agent, env, platform) };
}

async function withAgent({ agent, file, args }: FoundAgent, { running, config, terminal, notices, signals }: Scene): Promise<number> {
  const { env, platform } = terminal;
  const command = prepareLaunch({ agent, file, base: { url: running.agentUrl }, args, env, platform });
  notices.log(`ccxray → ${running.dashboardUrl}`);
  for (const notice of command.notices) notices.warn(notice);
  if (wantsBrowser(running, config, terminal) && !(await openBrowser(running.dashboardUrl, platform))) {
    notices.info("No browser could be opened; the dashboard is at the address above.");
  }
  return runAgent(command, { spawn, signals, interactive: isInteractive(terminal), restoreTerminal: () => restoreTerminal(terminal) });
}

/** Ctrl-C and SIGTERM are how it ends well, so they are no failure. */
async function alone({ running, config, terminal, signals }: Omit<Scene, "notices">): Promise<number> {
  if (config.json) terminal.stdout.write(`${bannerJson(running, config)}\n`);
  else if (!config.quiet) terminal.stderr.write(`${banner(running, config, terminal.platform, painter(terminal.stderr, terminal.env))}\n`);
  await signals.stop;
  return 0;
}

/** Somebody sits at a terminal, and no other ccxray has shown the dashboard already (it would hold the shared port). */
function wantsBrowser({ port }: RunningProxy, config: Config, { stdout }: Terminal): boolean {
  return config.openBrowser && stdout.isTTY === true && port === (config.port ?? config.wellKnownPort);
}

function isInteractive({ stdinIsTTY, stdout, stderr }: Terminal): boolean {
  return stdinIsTTY || stdout.isTTY === true || stderr.isTTY === true;
}
