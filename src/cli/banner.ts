import { agents } from "../agents/registry.ts";
import { shellLine } from "../agents/shell-line.ts";
import type { Config } from "./config.ts";
import type { RunningProxy } from "./modes.ts";
import type { Paint } from "./terminal.ts";

type Listening = Pick<RunningProxy, "url" | "port" | "agentUrl" | "dashboardUrl">;

/** What a proxy without an agent tells a person: where it is, where it sends, and how to point agents at it. */
export function banner(running: Listening, { upstreams }: Pick<Config, "upstreams">, platform: NodeJS.Platform, paint: Paint): string {
  const names = Object.keys(upstreams);
  const width = Math.max(...names.map((name) => name.length));
  const rows = Object.entries(upstreams).map(([name, { url, source }]) => `  ${name.padEnd(width)}  ${url}${source ? paint("gray", ` (${source})`) : ""}`);
  return [
    `${paint("bold", "ccxray")} listens at ${paint("cyan", running.url)}, dashboard at ${paint("cyan", running.dashboardUrl)}`,
    "",
    "Upstreams",
    ...rows,
    "",
    "To start an agent in another terminal",
    ...agents.map((agent) => `  ${shellLine(agent, { url: running.agentUrl }, platform)}`),
    "",
    paint("gray", "Ctrl-C ends it."),
  ].join("\n");
}

/** The same for a program. */
export function bannerJson({ url, port, agentUrl, dashboardUrl }: Listening, { upstreams }: Pick<Config, "upstreams">): string {
  return JSON.stringify({ url, port, agentUrl, dashboardUrl, pid: process.pid, upstreams });
}
