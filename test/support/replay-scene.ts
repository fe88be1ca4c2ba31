import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./program.ts";
import { type Ending, run, type Run, type RunOptions } from "./run-program.ts";
import { upstreamsAt } from "./start-proxy.ts";

/** Asks the Messages API once for each of its arguments and tells status and text; ends with `--exit=N` when asked to, and with `--wait` when its parent is gone. */
const ASKS = `
const words = process.argv.slice(2);
const status = Number(words.find((word) => word.startsWith("--exit="))?.slice(7) ?? 0);
for (const content of words.filter((word) => !word.startsWith("--"))) {
  const body = JSON.stringify({ model: "claude-test", max_tokens: 99, stream: true, system: process.env.SYSTEM ?? "Be brief. You work in " + process.cwd(), messages: [{ role: "user", content }] });
  const headers = { "content-type": "application/json", "x-api-key": process.env.ANTHROPIC_API_KEY ?? "none", "anthropic-version": "2023-06-01" };
  const answer = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { method: "POST", headers, body });
  console.log(answer.status, JSON.stringify(await answer.text()));
}
const parent = process.ppid;
if (words.includes("--wait")) await new Promise((resolve) => setInterval(() => process.ppid === parent || resolve(), 50));
process.exit(status);
`;

export interface AskingScene {
  readonly program: Pick<Program, "command">;
  /** HOME, working directory, and where everything is. */
  readonly folder: string;
}

/** The command that asks these questions, in the place of an agent. */
export function asks({ folder }: Pick<AskingScene, "folder">, ...words: readonly string[]): readonly string[] {
  const script = join(folder, "asks.mjs");
  writeFileSync(script, ASKS);
  return ["--", process.execPath, script, ...words];
}

/** Starts `ccxray record` with its upstreams at one address. */
export function startRecord({ program, folder }: AskingScene, upstream: string, args: readonly string[], env: RunOptions["env"] = {}): Run {
  const flags = Object.entries(upstreamsAt(upstream)).flatMap(([name, url]) => ["--upstream", `${name}=${url}`]);
  return run([...program.command, "record", "--port", "0", ...flags, ...args] as [string, ...string[]], { home: folder, env });
}

/** Runs a command of ccxray to its end. */
export function ccxray({ program, folder }: AskingScene, args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ending> {
  return run([...program.command, ...args] as [string, ...string[]], { home: folder, ...options }).ended;
}

/** Records these questions into a cassette, and says where it is. */
export async function recordedCassette(scene: AskingScene, upstream: string, words: readonly string[]): Promise<string> {
  const file = join(scene.folder, "cassettes", "x.json");
  const { code, stderr } = await startRecord(scene, upstream, ["-o", file, ...asks(scene, ...words)]).ended;
  if (code !== 0) throw new Error(`recording ended with ${code}: ${stderr}`);
  return file;
}
