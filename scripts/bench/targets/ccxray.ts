import { type Run, run } from "../../../test/support/run-program.ts";
import { upstreamsAt } from "../../../test/support/start-proxy.ts";
import { until } from "../../../test/support/until.ts";
import type { RunningTarget, Target } from "../target.ts";

/** The program and its first arguments. */
export type Command = readonly [file: string, ...args: string[]];

/** Longest life of a measured process in milliseconds. */
const LIMIT = 15 * 60_000;
const LONGEST_START = 60_000;
/** Characters of its last words that are shown. */
const MOST_TOLD = 500;

/** A proxy with its journal on. */
export function proxy(command: Command, name = "ccxray"): Target {
  return {
    name,
    about: `${command.join(" ")} proxy, journal on`,
    start: (upstream, folder) => start([...command, "proxy", "--no-browser", ...sendingTo(upstream)], folder),
  };
}

/** A proxy that writes a cassette when it ends. */
export function record(command: Command, cassette: string): Target {
  return {
    name: "record",
    about: `${command.join(" ")} record`,
    start: (upstream, folder) => start([...command, "record", "--no-browser", "--force", "-o", cassette, ...sendingTo(upstream)], folder),
  };
}

/** A replay of a cassette. */
export function replay(command: Command, cassette: string, flags: readonly string[], name = "ccxray"): Target {
  return {
    name,
    about: [...command, "replay", ...flags].join(" "),
    start: (_, folder) => start([...command, "replay", cassette, ...flags], folder),
  };
}

function sendingTo(upstream: string): readonly string[] {
  return Object.entries(upstreamsAt(upstream)).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
}

/** Starts ccxray on a free port and waits until it says where it listens. */
async function start([file, ...args]: readonly [string, ...string[]], folder: string): Promise<RunningTarget> {
  const running = run([file, ...args, "--port", "0", "--json"], { home: folder, limit: LIMIT });
  const said = await Promise.race([until("ccxray listens", () => firstLine(running), LONGEST_START), running.ended]);
  if (typeof said !== "string") throw new Error(`ccxray ended with ${said.code ?? said.signal}: ${said.stderr}${said.stdout}`);
  return {
    origin: (JSON.parse(said) as { readonly agentUrl: string }).agentUrl,
    pid: running.pid,
    async close() {
      running.kill("SIGTERM");
      const { code, stderr } = await running.ended;
      if (code !== 0) process.stderr.write(`ccxray ended with ${code}:\n${stderr.slice(0, MOST_TOLD)}\n`);
    },
  };
}

function firstLine({ stdout }: Run): string | undefined {
  const text = stdout();
  return text.includes("\n") ? text.slice(0, text.indexOf("\n")) : undefined;
}
