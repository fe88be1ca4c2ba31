import { createServer } from "node:net";
import { proxyFor } from "../live/outbound-proxy.ts";
import { refuseSelfLoop } from "../live/self-loop.ts";
import type { Clock } from "../platform/clock.ts";
import type { Check } from "./check.ts";
import type { Config, UpstreamSetting } from "./config.ts";
import { portHolder } from "./health.ts";
import { reach } from "./reach.ts";

const LIMIT_MS = 3000;

/** Looks at ports, outbound proxies and upstreams, all at once, none for longer than a few seconds. */
export async function checkNetwork(config: Config, clock: Clock): Promise<readonly Check[]> {
  const { http, https } = config.outboundProxy;
  const proxies = [...new Set([https, http])].filter((one) => one !== undefined);
  const checks = await Promise.all([
    checkPort(config, clock),
    ...proxies.map((proxy) => checkProxy(proxy, clock)),
    ...Object.entries(config.upstreams).map(([name, setting]) => checkUpstream(name, setting, config, clock)),
  ]);
  return proxies.length > 0 ? checks : [...checks.slice(0, 1), { name: "outbound proxy", state: "none", detail: "not set" }, ...checks.slice(1)];
}

async function checkPort({ port: asked, wellKnownPort, host }: Config, clock: Clock): Promise<Check> {
  const port = asked ?? wellKnownPort;
  const name = "port";
  if (port === 0) return { name, state: "ok", detail: "any free one" };
  const found = await portHolder(port, clock);
  if (found.holder === "ccxray") return { name, state: "ok", detail: `${port} is held by ccxray ${found.health.version}, process ${found.health.pid}` };
  const problem = await bindProblem(port, host);
  if (problem === undefined) return { name, state: "ok", detail: `${port} is free` };
  if (asked === undefined) return { name, state: "warn", detail: `${port}: ${problem}`, hint: "ccxray takes a free port instead; for a fixed one, set PROXY_PORT." };
  return { name, state: "fail", detail: `${port}: ${problem}`, hint: "Choose another with --port; 0 picks a free one." };
}

function bindProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function checkProxy(proxy: string, clock: Clock): Promise<Check> {
  const url = new URL(proxy);
  const { problem, ms } = await reach(url, LIMIT_MS, clock);
  const shown = `${url.protocol}//${url.host}${url.username ? " with credentials" : ""}`;
  if (problem === undefined) return { name: "outbound proxy", state: "ok", detail: `${shown}, ${Math.round(ms)} ms` };
  return { name: "outbound proxy", state: "warn", detail: `${shown}: ${problem}`, hint: "Check HTTPS_PROXY and HTTP_PROXY, or name the host in NO_PROXY." };
}

async function checkUpstream(name: string, { url, source }: UpstreamSetting, config: Config, clock: Clock): Promise<Check> {
  const label = `upstream ${name}`;
  const shown = source === undefined ? url : `${url} (${source})`;
  const loop = source === undefined ? undefined : await loopProblem(name, url, source, config);
  if (loop !== undefined) return { name: label, state: config.allowUpstreamLoop ? "warn" : "fail", detail: loop, hint: `Unset ${source}, or give it the real API's URL.` };
  if (proxyFor(new URL(url), config.outboundProxy)) return { name: label, state: "ok", detail: `${shown}, through the outbound proxy` };
  const { problem, ms } = await reach(new URL(url), LIMIT_MS, clock);
  if (problem === undefined) return { name: label, state: "ok", detail: `${shown}, ${Math.round(ms)} ms` };
  return { name: label, state: "warn", detail: `${shown}: ${problem}`, hint: "Agents of this upstream will fail; check network, firewall and outbound proxy." };
}

async function loopProblem(name: string, url: string, source: string, { port, wellKnownPort }: Config): Promise<string | undefined> {
  const ports = [port ?? wellKnownPort].filter((one) => one > 0);
  return refuseSelfLoop([{ name, url, source }], ports).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
