import type { Program } from "./program.ts";
import { type Ending, run, type Run, type RunOptions } from "./run-program.ts";
import { until } from "./until.ts";

export interface ProxyOptions extends RunOptions {
  /** Where every provider's requests go, by name; by default nowhere but the dead port 9 of loopback. */
  readonly upstreams?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The port that several share: it is taken when it is free. By default every proxy has one of its own. */
  readonly sharedPort?: number;
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

/** Starts `ccxray proxy` on a free port, or on the shared one. Rejects with what it said when it ends instead. */
export async function startProxy({ command }: Pick<Program, "command">, { upstreams = {}, args = [], sharedPort, ...options }: ProxyOptions): Promise<Proxy> {
  const all = { ...upstreamsAt(NOWHERE), ...upstreams };
  const flags = Object.entries(all).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
  const port = sharedPort === undefined ? ["--port", "0"] : [];
  const env = { ...options.env, ...(sharedPort !== undefined && { PROXY_PORT: String(sharedPort) }) };
  const running = run([...command, "proxy", ...port, "--json", ...flags, ...args], { ...options, env });
  const listening = await Promise.race([until("the proxy listens", () => firstLine(running)), running.ended]);
  if (typeof listening !== "string") throw new Error(`ccxray ended with ${listening.code ?? listening.signal}: ${listening.stderr}${listening.stdout}`);

  const listener = JSON.parse(listening) as Pick<Proxy, "url" | "port" | "agentUrl" | "dashboardUrl">;
  const close = (): Promise<Ending> => {
    running.kill("SIGTERM");
    return running.ended;
  };
  return { ...running, ...listener, close };
}

function firstLine({ stdout }: Run): string | undefined {
  const text = stdout();
  const end = text.indexOf("\n");
  return end < 0 ? undefined : text.slice(0, end);
}
