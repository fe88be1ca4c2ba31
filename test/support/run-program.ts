import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

export interface RunOptions {
  /** The only folder of the run: HOME, and within it the journal. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Ends it with SIGKILL after so many milliseconds; a test that hangs should say where. */
  readonly limit?: number;
}

/** A process that was started, and what it has said so far. */
export interface Run {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it has ended and everything it said has arrived. */
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command with an environment of its own: nothing of the caller's but `PATH`. */
export function run([file, ...args]: readonly [file: string, ...args: string[]], options: RunOptions): Run {
  const { home, env, cwd = home, limit = 60_000 } = options;
  const child = spawn(file, args, { cwd, env: { ...cleanEnv(home), ...env }, stdio: ["ignore", "pipe", "pipe"], timeout: limit, killSignal: "SIGKILL" });
  const stdout = heard(child.stdout);
  const stderr = heard(child.stderr);
  const ended = endOf(child).then((ending) => ({ ...ending, stdout: stdout(), stderr: stderr() }));
  return { pid: child.pid ?? -1, stdout, stderr, kill: (signal) => child.kill(signal), ended };
}

/** What every program of a test gets: a home of its own, and no way out of this machine but loopback. */
function cleanEnv(home: string): Record<string, string> {
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    CCXRAY_HOME: join(home, "journal"),
    PROXY_PORT: "0",
    BROWSER: "none",
    TERM: "dumb",
    LANG: "C.UTF-8",
    TZ: "UTC",
    DENO_NO_UPDATE_CHECK: "1",
  };
}

function heard(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

async function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Pick<Ending, "code" | "signal">> {
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
