import { anyAgent } from "../agents/any.ts";
import { agents } from "../agents/registry.ts";
import { shellLine } from "../agents/shell-line.ts";
import type { Serving } from "./serve.ts";
import type { Paint } from "./terminal.ts";

/** Every base-URL variable that agents and SDKs are known to read, set to lead to the replay. */
export function replayVariables({ agentUrl }: Pick<Serving, "agentUrl">): Readonly<Record<string, string>> {
  const { env } = anyAgent("").launch({ url: agentUrl }, [], {});
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[0].endsWith("URL") && entry[1] !== undefined));
}

/** What a replay without a command tells a person: where it is, and how to point programs at it. */
export function replayBanner(running: Serving, cassettes: readonly string[], platform: NodeJS.Platform, paint: Paint): string {
  const set = platform === "win32" ? "$env:" : "export ";
  const quoted = (value: string): string => (platform === "win32" ? `'${value}'` : value);
  return [
    `${paint("bold", "ccxray")} replays ${cassettes.join(", ")} at ${paint("cyan", running.url)}, dashboard at ${paint("cyan", running.dashboardUrl)}`,
    "",
    "To point any program at it",
    ...Object.entries(replayVariables(running)).map(([name, value]) => `  ${set}${name}=${quoted(value)}`),
    "",
    "To start an agent in another terminal",
    ...agents.map((agent) => `  ${shellLine(agent, { url: running.agentUrl }, platform)}`),
    "",
    paint("gray", "Ctrl-C ends it with the judgement."),
  ].join("\n");
}

/** The same for a program, one line. */
export function replayBannerJson(running: Serving, cassettes: readonly string[]): string {
  const { url, port, agentUrl, dashboardUrl } = running;
  return JSON.stringify({ url, port, agentUrl, dashboardUrl, pid: process.pid, cassettes, env: replayVariables(running) });
}
