import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CassetteRefusal, ReplayAnswer } from "../../src/dashboard/contract.ts";
import { readCassette } from "../../src/cassette/read.ts";
import { askAsClaude } from "../support/claude-ask.ts";
import { aFakeUpstream, aFolder, aProxy } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { readFeed } from "../support/read-feed.ts";
import { run } from "../support/run-program.ts";
import { upstreamsAt } from "../support/start-proxy.ts";
import { until } from "../support/until.ts";

describe.each(programs())("$name", (program) => {
  test("a session saved on the dashboard replays, and the replay's dashboard judges it", async () => {
    const home = aFolder();
    const upstream = await aFakeUpstream();
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url) });
    const told = await askAsClaude(proxy.url, { session: "s1", prompt: "hello" });
    await (await readFeed(proxy.url)).until('"state":"completed"');

    const answer = await fetch(`${proxy.url}/_ccxray/api/sessions/s1/cassette`);
    const file = join(home, "saved.json");
    writeFileSync(file, await answer.text());

    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([200, 'attachment; filename="hello.json"']);
    expect(readCassette(file).exchanges).toHaveLength(1);

    const replay = run([...program.command, "replay", file, "--port", "0", "--json"], { home });
    const { url } = JSON.parse(await until("the replay listens", () => /^.*\n/.exec(replay.stdout())?.[0])) as { url: string };
    const feed = await readFeed(url);
    await feed.until('"asks":0');
    expect(await askAsClaude(url, { session: "s2", prompt: "hello" })).toEqual(told);
    await feed.until('"asks":1');
    const judged = (await (await fetch(`${url}/_ccxray/api/replay`)).json()) as Extract<ReplayAnswer, { running: true }>;
    replay.kill("SIGINT");

    expect(judged).toMatchObject({ running: true, cassette: { name: "saved.json", turns: 1 }, verdicts: [{ n: 1, type: "exact", recorded: "e1" }], leftOver: [] });
    expect((await replay.ended).code).toBe(0);
  });

  test("what looks secret is named, and no file is given", async () => {
    const home = aFolder();
    const upstream = await aFakeUpstream();
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url) });
    await askAsClaude(proxy.url, { session: "s1", prompt: "my files are in /home/somebody/private" });
    await (await readFeed(proxy.url)).until('"state":"completed"');

    const answer = await fetch(`${proxy.url}/_ccxray/api/sessions/s1/cassette`);
    const { error, findings } = (await answer.json()) as CassetteRefusal;

    expect([answer.status, error.code]).toEqual([409, "CASSETTE_INVALID"]);
    expect(findings.map(({ severity }) => severity)).toContain("error");
    expect((await fetch(`${proxy.url}/_ccxray/api/sessions/nobody/cassette`)).status).toBe(404);
  });
});
