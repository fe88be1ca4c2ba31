import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { aFakeUpstream, aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { asks, ccxray, startRecord } from "../support/replay-scene.ts";
import { until } from "../support/until.ts";

/** A key as it looks that nobody has. */
const KEY = `sk-ant-api03-${"aB3".repeat(20)}`;

describe.each(programs())("$name", (program) => {
  async function scene() {
    const upstream = await aFakeUpstream();
    const folder = aFolder();
    return { program, folder, upstream, file: join(folder, "x.json") };
  }

  const exchangesIn = (file: string): number => (JSON.parse(readFileSync(file, "utf8")) as { readonly exchanges: readonly unknown[] }).exchanges.length;

  test("the agent's own exit status is ours, and the cassette is written all the same", async () => {
    const { upstream, file, ...here } = await scene();

    const { code, stderr } = await startRecord(here, upstream.url, ["-o", file, ...asks(here, "hello", "--exit=7")]).ended;

    expect([code, exchangesIn(file)]).toEqual([7, 1]);
    expect(stderr).toMatch(/x\.json: 1 exchange recorded/);
  });

  test("without -o the file is named after the command, and never replaces another", async () => {
    const { upstream, ...here } = await scene();

    for (const _ of [1, 2]) await startRecord(here, upstream.url, asks(here, "hello")).ended;

    expect(["node.json", "node-2.json"].map((name) => exchangesIn(join(here.folder, "cassettes", name)))).toEqual([1, 1]);
  });

  test("a file that is there is replaced only with --force, and added to with --append", async () => {
    const { upstream, file, ...here } = await scene();
    const start = (...args: readonly string[]) => startRecord(here, upstream.url, ["-o", file, ...args, ...asks(here, "hello")]).ended;
    await start();
    const asked = upstream.received.length;

    const refused = await start();

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/x\.json is there already\n.*--force/) as string });
    expect(upstream.received).toHaveLength(asked);
    expect([(await start("--append")).code, exchangesIn(file)]).toEqual([0, 2]);
    expect([(await start("--force")).code, exchangesIn(file)]).toEqual([0, 1]);
  });

  test("an empty recording is refused", async () => {
    const { upstream, file, ...here } = await scene();

    const { code, stderr } = await startRecord(here, upstream.url, ["-o", file, "--", "true"]).ended;

    expect([code, existsSync(file)]).toEqual([2, false]);
    expect(stderr).toContain("nothing was recorded");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s while an agent runs: it ends, and what was asked by then is written", async (signal) => {
    const { upstream, file, ...here } = await scene();
    const running = startRecord(here, upstream.url, ["-o", file, ...asks(here, "hello", "--wait")]);
    await until("it has its answer", () => running.stdout().includes("message_stop"));

    running.kill(signal);

    expect((await running.ended).code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(exchangesIn(file)).toBe(1);
  });

  test("an agent that is killed leaves a cassette behind", async () => {
    const { upstream, file, ...here } = await scene();
    const [, ...script] = asks(here, "hello");

    const { code } = await startRecord(here, upstream.url, ["-o", file, "--", "sh", "-c", `"$@"; kill -9 $$`, "sh", ...script]).ended;

    expect([code, exchangesIn(file)]).toEqual([137, 1]);
  });

  test("without an agent it records what comes until a signal, and that is no failure", async () => {
    const { upstream, file, ...here } = await scene();
    const running = startRecord(here, upstream.url, ["-o", file, "--json"]);
    const line = await until("it listens", () => /^.*(?=\n)/.exec(running.stdout())?.[0]);
    const { url } = JSON.parse(line) as { readonly url: string };
    const answer = await fetch(`${url}/v1/messages`, { method: "POST", body: JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: "hello" }] }) });
    await answer.text();

    running.kill("SIGTERM");

    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ file, exchanges: 1, added: 1 });
  });

  test("after kill -9 nothing is lost: the session is still in the journal", async () => {
    const { upstream, file, ...here } = await scene();
    const running = startRecord(here, upstream.url, ["-o", file, ...asks(here, "hello", "--wait")]);
    await until("it has its answer", () => running.stdout().includes("message_stop"));
    await until("the journal has it", async () => (await ccxray(here, ["sessions", "--json"])).stdout.includes('"turns":1'));
    running.kill("SIGKILL");

    const { code, stderr } = await ccxray(here, ["record", "--session", "latest", "-o", file]);

    expect([code, stderr]).toEqual([0, expect.stringMatching(/1 exchange recorded/)]);
    expect(await ccxray(here, ["replay", file, ...asks(here, "hello")])).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 exact/) as string });
  });

  test("a session that is not there is said to be so", async () => {
    const { file, ...here } = await scene();

    expect(await ccxray(here, ["record", "--session", "0000", "-o", file])).toMatchObject({ code: 66, stderr: expect.stringMatching(/0000/) as string });
  });

  test("secrets are not in the cassette, and it replays nevertheless", async () => {
    const { upstream, file, ...here } = await scene();
    const env = { MY_SECRET_TOKEN: "swordfish-0815-swordfish", SYSTEM: `Key ${KEY}, token swordfish-0815-swordfish, home ${here.folder}` };

    const { code } = await startRecord(here, upstream.url, ["-o", file, ...asks(here, `my key is ${KEY}`)], env).ended;

    expect(code).toBe(0);
    expect(readFileSync(file, "utf8")).not.toMatch(new RegExp(`aB3aB3|swordfish|${here.folder}`));
    expect(await ccxray(here, ["replay", file, ...asks(here, `my key is ${KEY}`)], { env })).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 exact/) as string });
  });

  test("what check refuses is kept beside, for its owner only, and the cassette is not written", async () => {
    const { upstream, file, ...here } = await scene();

    const { code, stderr } = await startRecord(here, upstream.url, ["-o", file, ...asks(here, "look into /Users/margaret/diary.txt")]).ended;

    expect([code, existsSync(file), statSync(`${file}.partial`).mode & 0o777]).toEqual([3, false, 0o600]);
    expect(stderr).toMatch(/x\.json\.partial:\d+:\d+: error a person's home folder/);
  });

  test("what no provider claims is recorded with one warning, and check wants to be told that it may be there", async () => {
    const { upstream, file, ...here } = await scene();
    const script = `for (const n of [1, 2]) await fetch(new URL("/other/" + n, process.env.ANTHROPIC_BASE_URL)).then((answer) => answer.text())`;

    const { code, stderr } = await startRecord(here, upstream.url, ["--upstream", `other=${upstream.url}`, "-o", file, "--", process.execPath, "-e", script]).ended;

    expect([code, stderr.match(/no provider claims 2 exchanges/g)]).toEqual([0, ["no provider claims 2 exchanges"]]);
    expect(await ccxray(here, ["cassette", "check", file])).toMatchObject({ code: 1, stdout: expect.stringMatching(/error no provider claims e1/) as string });
    expect(await ccxray(here, ["cassette", "check", "--allow-unclaimed", file])).toMatchObject({ code: 0, stdout: "" });
  });

  test("a working directory that cannot become a slot is said once", async () => {
    const { upstream, file, ...here } = await scene();
    const flags = ["--port", "0", "--upstream", `anthropic=${upstream.url}`, "-o", file];

    const { code, stderr } = await ccxray(here, ["record", ...flags, ...asks(here, "hello")], { cwd: "/" });

    expect([code, stderr.match(/working directory \/ is too short/g)]).toEqual([0, ["working directory / is too short"]]);
  });

  test("a folder that cannot be written to is said with the way to try again", async () => {
    const { upstream, ...here } = await scene();

    const { code, stderr } = await startRecord(here, upstream.url, ["-o", join(here.folder, "asks.mjs", "x.json"), ...asks(here, "hello")]).ended;

    expect([code, stderr]).toEqual([3, expect.stringMatching(/asks\.mjs[^]*record --session latest/)]);
  });
});
