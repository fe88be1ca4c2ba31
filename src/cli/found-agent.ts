import { spawn } from "node:child_process";
import type { ConsolaInstance } from "consola/core";
import type { Agent } from "../agents/agent.ts";
import { locateAgent, prepareLaunch } from "../agents/prepare-launch.ts";
import { agentFor } from "../agents/registry.ts";
import { runAgent } from "../agents/run-agent.ts";
import { openBrowser } from "../platform/browser.ts";
import type { Env } from "../platform/env.ts";
import type { Signals } from "../platform/signals.ts";
import type { Config } from "./config.ts";
import { restoreTerminal } from "./restore-terminal.ts";
import type { Serving } from "./serve.ts";
import type { AgentCall } from "./split-agent.ts";
import type { Terminal } from "./terminal.ts";

/** An agent whose program is there. */
export interface FoundAgent {
  readonly agent: Agent;
  readonly file: string;
  /** The user's, unchanged. */
  readonly args: readonly string[];
}

/** What an agent is run in. */
export interface AgentScene {
  readonly running: Serving;
  readonly config: Config;
  readonly terminal: Terminal;
  /** What the agent would inherit without us. */
  readonly env: Env;
  readonly notices: ConsolaInstance;
  readonly signals: Signals;
}

/** To be asked before anything is opened, so that a wrong name costs nothing. Throws AGENT_NOT_FOUND. */
export function findAgent({ command, args }: AgentCall, { env, platform }: Pick<Terminal, "env" | "platform">): FoundAgent {
  const agent = agentFor(command);
  return { agent, args, file: locateAgent(agent, env, platform) };
}

/** Runs the agent in this terminal, pointed at what runs, until it ends. Resolves to its exit status. */
export async function runFoundAgent({ agent, file, args }: FoundAgent, { running, config, terminal, env, notices, signals }: AgentScene): Promise<number> {
  const { platform } = terminal;
  const command = prepareLaunch({ agent, file, base: { url: running.agentUrl }, args, env, platform });
  notices.log(`ccxray → ${running.dashboardUrl}`);
  for (const notice of command.notices) notices.warn(notice);
  if (wantsBrowser(running, config, terminal) && !(await openBrowser(running.dashboardUrl, platform))) {
    notices.info("No browser could be opened; the dashboard is at the address above.");
  }
  return runAgent(command, { spawn, signals, interactive: isInteractive(terminal), restoreTerminal: () => restoreTerminal(terminal) });
}

/** Somebody sits at a terminal, and no other ccxray has shown the dashboard already (it would hold the shared port). */
function wantsBrowser({ port }: Serving, config: Config, { stdout }: Terminal): boolean {
  return config.openBrowser && stdout.isTTY === true && port === (config.port ?? config.wellKnownPort);
}

/** A person may be looking: lines of ours would spoil an agent's screen, and Ctrl-C comes from a terminal. */
export function isInteractive({ stdinIsTTY, stdout, stderr }: Terminal): boolean {
  return stdinIsTTY || stdout.isTTY === true || stderr.isTTY === true;
}
