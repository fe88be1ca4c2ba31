import { describe, expect, test } from "vitest";
import { askAsClaude } from "../support/claude-ask.ts";
import { aFakeUpstream, aFolder, aProxy } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";
import { upstreamsAt } from "../support/start-proxy.ts";

const TURNS = 40;

describe.each(programs())("$name", (program) => {
  test("sessions and show read the journal while a proxy writes it", async () => {
    const home = aFolder();
    const upstream = await aFakeUpstream();
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url) });
    const say = async (...args: string[]) => {
      const ending = await run([...program.command, ...args, "--json"], { home }).ended;
      expect(ending).toMatchObject({ code: 0, stderr: "" });
      return JSON.parse(ending.stdout) as { turns: unknown[] };
    };
    await askAsClaude(proxy.url, { session: "s-both", prompt: "first" });

    const writing = askOften(proxy.url);
    const reads = [await say("sessions"), await say("show", "s-both"), await say("show", "s-both/1")];
    await writing;
    await proxy.close();

    expect(reads).toHaveLength(3);
    expect((await say("show", "s-both")).turns).toHaveLength(TURNS + 1);
  });
});

async function askOften(url: string): Promise<void> {
  for (let n = 0; n < TURNS; n++) await askAsClaude(url, { session: "s-both", prompt: `turn ${n}` });
}
