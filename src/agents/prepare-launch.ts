import { CcxrayError } from "../domain/errors.ts";
import { type Env, envText } from "../platform/env.ts";
import type { Agent, Base } from "./agent.ts";
import { throughCmd } from "./cmd-shim.ts";
import { findCommand } from "./find-command.ts";

/** A process to start. */
export interface ReadyCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the new process. */
  readonly env: Env;
  /** The arguments are quoted already (Windows). */
  readonly verbatim: boolean;
  readonly notices: readonly string[];
}

export interface LaunchRequest {
  readonly agent: Agent;
  /** The agent's program, as `locateAgent` found it. */
  readonly file: string;
  readonly base: Base;
  /** The user's, unchanged. */
  readonly args: readonly string[];
  readonly env: Env;
  readonly platform: NodeJS.Platform;
}

/** The file of an agent's program. Throws AGENT_NOT_FOUND, saying how to install it. */
export function locateAgent({ command, label, install }: Agent, env: Env, platform: NodeJS.Platform): string {
  const file = findCommand(command, env, platform);
  if (file !== undefined) return file;
  const missing = `there is no command ${JSON.stringify(command)}`;
  throw new CcxrayError("AGENT_NOT_FOUND", install === undefined ? missing : `${label} is not installed: ${missing}`, {
    hint: install === undefined ? "Check its name, or give its path." : `Install it: ${install}`,
  });
}

/** The command line and environment that start an agent so that it comes here. */
export function prepareLaunch({ agent, file, base, args, env, platform }: LaunchRequest): ReadyCommand {
  const launch = agent.launch(base, args, env);
  const ready = { env: withLoopbackExempt({ ...env, ...launch.env }), notices: launch.notices };
  if (platform === "win32" && /\.(cmd|bat)$/i.test(file)) {
    return { ...ready, ...throughCmd(file, launch.args, envText(env, "ComSpec") ?? "cmd.exe"), verbatim: true };
  }
  return { ...ready, file, args: launch.args, verbatim: false };
}

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

/**
 * The environment with loopback in `NO_PROXY`, so that an agent behind an outbound proxy still comes to us.
 * Both spellings get everything: some tools read one, some the other.
 */
function withLoopbackExempt(env: Env): Env {
  const given = [env["NO_PROXY"], env["no_proxy"]].flatMap((list) => (list ?? "").split(",")).map((host) => host.trim());
  const all = [...new Set([...given, ...LOOPBACK])].filter(Boolean).join(",");
  return { ...env, NO_PROXY: all, no_proxy: all };
}
