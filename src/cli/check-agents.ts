import { execFile } from "node:child_process";
import type { Agent } from "../agents/agent.ts";
import { throughCmd } from "../agents/cmd-shim.ts";
import { findCommand } from "../agents/find-command.ts";
import { agents } from "../agents/registry.ts";
import type { Env } from "../platform/env.ts";
import type { Check } from "./check.ts";

const LIMIT_MS = 5000;

/** Looks for every agent and asks it for its version. */
export async function checkAgents(env: Env, platform: NodeJS.Platform): Promise<readonly Check[]> {
  const checks = await Promise.all(agents.map((agent) => checkAgent(agent, env, platform)));
  if (checks.some(({ state }) => state === "ok")) return checks;
  return [...checks, { name: "agents", state: "warn", detail: "none was found", hint: `For instance: ${agents[0]?.install ?? ""}` }];
}

async function checkAgent({ name, command, install }: Agent, env: Env, platform: NodeJS.Platform): Promise<Check> {
  const file = findCommand(command, env, platform);
  if (file === undefined) return { name, state: "none", detail: install === undefined ? "not installed" : `not installed (${install})` };
  const version = await askVersion(file, env, platform);
  if (version === undefined) return { name, state: "warn", detail: file, hint: `It did not tell its version: ${command} --version` };
  return { name, state: "ok", detail: `${version} (${file})` };
}

/** The first line of `--version`; undefined when it fails or takes too long. */
function askVersion(file: string, env: Env, platform: NodeJS.Platform): Promise<string | undefined> {
  const shim = platform === "win32" && /\.(cmd|bat)$/i.test(file);
  const [program, args] = shim ? shimCall(file, env) : [file, ["--version"]];
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: LIMIT_MS, windowsVerbatimArguments: shim, windowsHide: true };
    execFile(program, args, options, (error, stdout) => resolve(error ? undefined : stdout.trim().split("\n")[0]));
  });
}

function shimCall(file: string, env: Env): [string, string[]] {
  const { file: program, args } = throughCmd(file, ["--version"], env["ComSpec"] ?? "cmd.exe");
  return [program, [...args]];
}
