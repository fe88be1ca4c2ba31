import { join } from "node:path";
import { type Cassette } from "../../src/cassette/cassette.ts";
import { readCassette } from "../../src/cassette/read.ts";
import { startFakeUpstream } from "../../test/support/fake-upstream.ts";
import { run } from "../../test/support/run-program.ts";
import { upstreamsAt } from "../../test/support/start-proxy.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { replyAbout } from "./model.ts";
import type { Scenario } from "./scenarios.ts";

/** Nobody's, and long enough to be found if it came through. */
const KEY = "example-key-that-opens-nothing";

/** Runs a scenario's client through `ccxray record` in front of the fake upstream, in the working directory. */
export async function record({ name, client, prompt, faults = {} }: Scenario): Promise<Cassette> {
  const folder = temporaryFolder();
  const upstream = await startFakeUpstream({ reply: replyAbout(process.cwd()), faults });
  try {
    const file = join(folder.path, "cassette.json");
    const upstreams = Object.entries(upstreamsAt(upstream.url)).flatMap(([one, url]) => ["--upstream", `${one}=${url}`]);
    const command = [process.execPath, `scripts/examples/${client}`, prompt];
    const env = { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, GEMINI_API_KEY: KEY };
    const { code, stderr } = await run([process.execPath, "dist/ccxray.mjs", "record", "-o", file, ...upstreams, "--", ...command], { home: folder.path, cwd: process.cwd(), env }).ended;
    if (code !== 0) throw new Error(`${name}: ccxray record ended with ${code}\n${stderr}`);
    return readCassette(file);
  } finally {
    await upstream.close();
    folder.remove();
  }
}
