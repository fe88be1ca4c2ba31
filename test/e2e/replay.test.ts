import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonReport } from "../../src/cassette/report-json.ts";
import { startFakeUpstream } from "../support/fake-upstream.ts";
import { aFakeUpstream, aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { asks, ccxray, recordedCassette, startRecord } from "../support/replay-scene.ts";
import { run } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { until } from "../support/until.ts";

describe.each(programs())("$name", (program) => {
  const first = { text: "" };

  beforeAll(async () => {
    const [folder, upstream] = [temporaryFolder(), await startFakeUpstream()];
    first.text = readFileSync(await recordedCassette({ program, folder: folder.path }, upstream.url, ["hello"]), "utf8");
    await upstream.close();
    folder.remove();
  });

  /** A folder with a copy of one cassette: of the question "hello". */
  function recorded() {
    const folder = aFolder();
    const file = join(folder, "x.json");
    writeFileSync(file, first.text);
    return { program, folder, file };
  }

  test("what was recorded is replayed without any upstream, with the same answers and exit status 0", async () => {
    const scene = { program, folder: aFolder() };
    const upstream = await aFakeUpstream();
    const file = join(scene.folder, "c", "x.json");
    const record = await startRecord(scene, upstream.url, ["-o", file, ...asks(scene, "hello", "and now?")]).ended;
    await upstream.close();

    const replay = await ccxray(scene, ["replay", file, ...asks(scene, "hello", "and now?")]);

    expect([record.code, replay.code]).toEqual([0, 0]);
    expect(replay.stdout).toBe(record.stdout);
    expect(replay.stdout).toContain("message_stop");
    expect(replay.stderr).toMatch(/passed: 2 asks, 2 exact$/m);
  });

  test("also from another folder, with another HOME, user and time zone", async () => {
    const { file, folder } = recorded();
    const elsewhere = aFolder();
    const env = { TZ: "Asia/Tokyo", USER: "somebody", TMPDIR: join(elsewhere, "tmp") };
    mkdirSync(env.TMPDIR);

    const { code, stderr } = await ccxray({ program, folder }, ["replay", file, "--no-drift", ...asks({ folder }, "hello")], { home: elsewhere, cwd: elsewhere, env });

    expect(readFileSync(file, "utf8")).toContain("You work in {{cwd}}");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/1 exact/)]);
  });

  test("by default nothing but the replay is contacted, whatever is asked", async () => {
    const { file, ...scene } = recorded();
    const upstream = await aFakeUpstream();

    const { code } = await ccxray(scene, ["replay", "--upstream", `anthropic=${upstream.url}`, file, ...asks(scene, "something else")]);

    expect(code).toBe(4);
    expect(upstream.received).toEqual([]);
  });

  test("an agent gets dummy keys where none are set, and keeps those that are", async () => {
    const { file, ...scene } = recorded();
    const shell = ["--", "sh", "-c", "echo $ANTHROPIC_API_KEY $OPENAI_API_KEY $NO_PROXY"];

    const { stdout } = await ccxray(scene, ["replay", "--allow-leftover", file, ...shell], { env: { OPENAI_API_KEY: "sk-my-own-key-0815" } });

    expect(stdout).toMatch(/^ccxray-replay\S+ sk-my-own-key-0815 127\.0\.0\.1,localhost,::1\n$/);
  });

  test.each([
    { what: "a miss", words: ["bye"], flags: [], code: 4, says: /ask 1, .*no recorded answer[^]*- .*hello[^]*\+ .*bye/ },
    { what: "a miss outranks the command's own failure", words: ["bye", "--exit=9"], flags: [], code: 4, says: /1 miss/ },
    { what: "the command's own failure", words: ["hello", "--exit=9"], flags: [], code: 9, says: /the command failed with 9/ },
    { what: "left over", words: [], flags: [], code: 5, says: /Left over[^]*e1 \/v1\/messages/ },
    { what: "left over, allowed", words: [], flags: ["--allow-leftover"], code: 0, says: /passed: 0 asks, 1 left over/ },
    { what: "asked more often than recorded", words: ["hello", "hello"], flags: [], code: 4, says: /asked more often[^]*--repeat/ },
    { what: "asked more often, with --repeat", words: ["hello", "hello"], flags: ["--repeat"], code: 0, says: /passed: 2 asks/ },
    { what: "too old", words: ["hello"], flags: ["--max-age", "0m"], code: 7, says: /was recorded .*--max-age/ },
    { what: "young enough", words: ["hello"], flags: ["--max-age", "1d"], code: 0, says: /passed/ },
    { what: "a command that is not there", words: undefined, flags: ["--", "no-such-program"], code: 127, says: /no-such-program/ },
  ])("$what: exit status $code", async ({ words, flags, code, says }) => {
    const { file, ...scene } = recorded();

    const ending = await ccxray(scene, ["replay", file, ...flags, ...(words ? asks(scene, ...words) : [])]);

    expect(ending.stderr).toMatch(says);
    expect(ending.code).toBe(code);
  });

  test.each([
    { what: "drift is told and accepted", flags: [], code: 0, says: /drift .*system[^]*\+ .*verbose/ },
    { what: "drift, forbidden", flags: ["--no-drift"], code: 6, says: /--no-drift forbids/ },
    { what: "drift, where all must be equal", flags: ["--match", "exact"], code: 4, says: /--match turn accepts it/ },
  ])("another system prompt: $what", async ({ flags, code, says }) => {
    const { file, ...scene } = recorded();

    const ending = await ccxray(scene, ["replay", ...flags, file, ...asks(scene, "hello")], { env: { SYSTEM: "Be verbose." } });

    expect(ending.stderr).toMatch(says);
    expect(ending.code).toBe(code);
  });

  test("--on-miss live asks the real API for what is missing, and only for that", async () => {
    const { file, ...scene } = recorded();
    const upstream = await aFakeUpstream();
    const before = readFileSync(file, "utf8");

    const { code, stdout, stderr } = await ccxray(scene, ["replay", "--on-miss", "live", "--upstream", `anthropic=${upstream.url}`, file, ...asks(scene, "hello", "bye")]);

    expect([code, stderr]).toEqual([0, expect.stringMatching(/passed: 2 asks, 1 exact, 1 live/)]);
    expect(stdout.match(/^200 /gm)).toHaveLength(2);
    expect(upstream.received).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("--on-miss record adds the answer to the cassette, which then has it", async () => {
    const { file, ...scene } = recorded();
    const upstream = await aFakeUpstream();
    await ccxray(scene, ["replay", "--on-miss", "record", "--upstream", `anthropic=${upstream.url}`, file, ...asks(scene, "hello", "bye")]);
    await upstream.close();

    const { code, stderr } = await ccxray(scene, ["replay", file, ...asks(scene, "hello", "bye")]);

    expect([code, stderr]).toEqual([0, expect.stringMatching(/2 exact/)]);
  });

  test("several cassettes are replayed as one", async () => {
    const { file, ...scene } = recorded();
    const upstream = await aFakeUpstream();
    const other = join(scene.folder, "other.json");
    await startRecord(scene, upstream.url, ["-o", other, ...asks(scene, "bye")]).ended;

    const { code, stderr } = await ccxray(scene, ["replay", file, other, ...asks(scene, "bye", "hello")]);

    expect([code, stderr]).toEqual([0, expect.stringMatching(/2 exact/)]);
  });

  test("a replay without a command serves until a signal, and ends with the judgement", async () => {
    const { file, ...scene } = recorded();
    const running = run([...program.command, "replay", "--json", "--allow-leftover", file] as [string, ...string[]], { home: scene.folder });
    const line = await until("it listens", () => /^.*(?=\n)/.exec(running.stdout())?.[0]);
    const { env } = JSON.parse(line) as { readonly env: Record<string, string> };

    const asked = await run([process.execPath, ...asks(scene, "hello").slice(2)] as [string, ...string[]], { home: scene.folder, env }).ended;
    running.kill("SIGINT");
    const { code, stdout } = await running.ended;

    expect([asked.code, code]).toEqual([0, 0]);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as JsonReport).toMatchObject({ version: 1, passed: true, counts: { asks: 1, exact: 1 } });
  });

  test("reports for CI: JUnit and JSON files, annotations and a step summary", async () => {
    const { file, ...scene } = recorded();
    const at = (name: string) => join(scene.folder, name);
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: at("summary.md") };

    const { stderr } = await ccxray(scene, ["replay", "--report", `junit=${at("r.xml")}`, "--report", `json=${at("r.json")}`, file, ...asks(scene, "bye")], { env });

    expect(stderr).toMatch(/^::error file=.*::ask 1/m);
    expect(readFileSync(at("r.xml"), "utf8")).toMatch(/failures="2"/);
    expect(JSON.parse(readFileSync(at("r.json"), "utf8"))).toMatchObject({ conclusion: "missed", counts: { miss: 1, leftOver: 1 } });
    expect(readFileSync(at("summary.md"), "utf8")).toContain("### ❌");
  });

  test("a port that is taken is said to be so", async () => {
    const { file, ...scene } = recorded();
    const upstream = await aFakeUpstream();

    const { code, stderr } = await ccxray(scene, ["replay", "--port", String(upstream.port), file]);

    expect([code, stderr]).toEqual([71, expect.stringMatching(/in use/)]);
  });

  test.each([
    { what: "no file", make: undefined, says: /there is no such file/ },
    { what: "no JSON", make: (text: string) => text.replace('"exchanges"', "exchanges"), says: /x\.json:5:\d+: this is no JSON/ },
    { what: "cut short", make: (text: string) => text.slice(0, text.length / 2), says: /cut short/ },
    { what: "of a newer version", make: (text: string) => text.replace('"version": 1', '"version": 99'), says: /version 99 is newer than 1/ },
    { what: "edited by hand", make: (text: string) => text.replace('"transport":"http"', '"transport":"carrier pigeon"'), says: /x\.json.*transport/ },
    { what: "something else", make: () => '{"name":"package"}', says: /no cassette/ },
  ])("a cassette that is $what: one line with file and place, a hint, exit status 3", async ({ make, says }) => {
    const { file, ...scene } = recorded();
    if (make) writeFileSync(file, make(readFileSync(file, "utf8")));
    const named = make ? file : `${file}.not`;

    const ending = await ccxray(scene, ["replay", named, ...asks(scene, "hello")]);

    expect(ending).toMatchObject({ code: 3, stdout: "", stderr: expect.stringMatching(/^ccxray: [^\n]+\n[^\n]+\n$/) as string });
    expect(ending.stderr).toMatch(says);
    expect(existsSync(`${named}.partial`)).toBe(false);
  });

  test("a replay without a cassette, or with a word that is neither file nor agent, is wrong usage", async () => {
    const scene = { program, folder: aFolder() };

    expect(await ccxray(scene, ["replay", "codex"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/no cassette is named/) as string });
    expect(await ccxray(scene, ["replay", "x.json", "codx"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/codex/) as string });
  });
});
