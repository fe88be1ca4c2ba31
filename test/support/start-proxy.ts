import type { Program } from "./program.ts";
import { type Ending, run, type Run, type RunOptions } from "./run-program.ts";
import { until } from "./until.ts";

export interface ProxyOptions extends RunOptions {
  /** Where every provider's requests go, by name; by default nowhere but the dead port 9 of loopback. */
  readonly upstreams?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** A `ccxray proxy` that listens. */
export interface Proxy extends Run {
  readonly url: string;
  readonly port: number;
  readonly agentUrl: string;
  readonly dashboardUrl: string;
  /** Asks it to end, and waits for that. */
  readonly close: () => Promise<Ending>;
}

/** Every provider's upstream at one address; ChatGPT's below its own path. */
export function upstreamsAt(url: string): Readonly<Record<string, string>> {
  return { anthropic: url, openai: url, chatgpt: `${url}/backend-api/codex`, gemini: url };
}

const NOWHERE = "http://127.0.0.1:9";

/** Starts `ccxray proxy` on a free port. Rejects with what it said when it ends instead. */
export async function startProxy({ command }: Pick<Program, "command">, { upstreams = {}, args = [], ...options }: ProxyOptions): Promise<Proxy> {
  const all = { ...upstreamsAt(NOWHERE), ...upstreams };
  const flags = Object.entries(all).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
  const running = run([...command, "proxy", "--port", "0", "--json", ...flags, ...args], options);
  const listening = await Promise.race([until("the proxy listens", () => firstLine(running)), running.ended]);
  if (typeof listening !== "string") throw new Error(`ccxray ended with ${listening.code ?? listening.signal}: ${listening.stderr}${listening.stdout}`);

  const { url, port, agentUrl, dashboardUrl } = JSON.parse(listening) as Pick<Proxy, "url" | "port" | "agentUrl" | "dashboardUrl">;
  const close = (): Promise<Ending> => {
    running.kill("SIGTERM");
    return running.ended;
  };
  return { ...running, url, port, agentUrl, dashboardUrl, close };
}

function firstLine({ stdout }: Run): string | undefined {
  const text = stdout();
  const end = text.indexOf("\n");
  return end < 0 ? undefined : text.slice(0, end);
}
