import { cpSync, mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Cassette } from "../../src/cassette/cassette.ts";
import { readCassette } from "../../src/cassette/read.ts";
import { startFakeUpstream } from "../../test/support/fake-upstream.ts";
import { run } from "../../test/support/run-program.ts";
import { upstreamsAt } from "../../test/support/start-proxy.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { replyAbout } from "./model.ts";
import type { Scenario } from "./scenarios.ts";

/** Nobody's, and long enough to be found if it came through. */
const KEY = "example-key-that-opens-nothing";
/** Characters of the working directory's path: they decide where the model's pieces of a path end. */
const PATH_LENGTH = 40;

/** Runs a scenario's client through `ccxray record` in front of the fake upstream, in a folder of its own. */
export async function record({ name, client, prompt, faults = {} }: Scenario): Promise<Cassette> {
  const folder = temporaryFolder();
  const cwd = workingDirectory(realpathSync(folder.path));
  const upstream = await startFakeUpstream({ reply: replyAbout(cwd), faults });
  try {
    const file = join(folder.path, "cassette.json");
    const upstreams = Object.entries(upstreamsAt(upstream.url)).flatMap(([one, url]) => ["--upstream", `${one}=${url}`]);
    const env = { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, GEMINI_API_KEY: KEY };
    const command = [process.execPath, resolve("dist/ccxray.mjs"), "record", "-o", file, ...upstreams, "--", process.execPath, `scripts/examples/${client}`, prompt] as const;
    const { code, stderr } = await run(command, { home: join(folder.path, "home"), cwd, env }).ended;
    if (code !== 0) throw new Error(`${name}: ccxray record ended with ${code}\n${stderr}`);
    return readCassette(file);
  } finally {
    await upstream.close();
    folder.remove();
  }
}

function workingDirectory(folder: string): string {
  const path = join(folder, "x".repeat(Math.max(1, PATH_LENGTH - folder.length - 1)));
  if (path.length !== PATH_LENGTH) throw new Error(`${folder} is too long a path; set TMPDIR to a shorter one`);
  mkdirSync(path);
  cpSync("scripts/examples", join(path, "scripts/examples"), { recursive: true });
  return path;
}
