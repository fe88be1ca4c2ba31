import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { startFakeUpstream } from "../support/fake-upstream.ts";
import { aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { asks, ccxray, recordedCassette, startRecord } from "../support/replay-scene.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe.each(programs())("$name", (program) => {
  const recorded = { hello: "", helloAndBye: "" };

  beforeAll(async () => {
    const [folder, upstream] = [temporaryFolder(), await startFakeUpstream()];
    const scene = { program, folder: folder.path };
    const file = await recordedCassette(scene, upstream.url, ["hello"]);
    recorded.hello = readFileSync(file, "utf8");
    await startRecord(scene, upstream.url, ["-o", file, "--append", ...asks(scene, "bye")]).ended;
    recorded.helloAndBye = readFileSync(file, "utf8");
    await upstream.close();
    folder.remove();
  });

  function files() {
    const folder = aFolder();
    const [a, b] = [join(folder, "a.json"), join(folder, "b.json")];
    writeFileSync(a, recorded.hello);
    writeFileSync(b, recorded.helloAndBye);
    return { scene: { program, folder }, a, b };
  }

  test("inspect: what cassettes hold, for a person and for a program", async () => {
    const { scene, a, b } = files();

    const text = await ccxray(scene, ["cassette", "inspect", a]);
    const json = await ccxray(scene, ["cassette", "inspect", "--json", a, b]);

    expect(text).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 exchange · 1 turn[^]*e1 +POST \/v1\/messages \(turn\)/) as string });
    expect(JSON.parse(json.stdout)).toMatchObject({ cassettes: [{ file: a, exchanges: 1 }, { file: b, exchanges: 2 }] });
  });

  test("check: status 1 for what must not be shown, with file, line and hint", async () => {
    const { scene, a, b } = files();
    writeFileSync(b, readFileSync(b, "utf8").replace('"bye"', '"see /home/margaret/diary.txt"'));

    const ending = await ccxray(scene, ["cassette", "check", a, b]);
    const json = await ccxray(scene, ["cassette", "check", "--json", a]);

    expect(ending).toMatchObject({ code: 1, stdout: expect.stringMatching(/^[^\n]*b\.json:\d+:\d+: error [^\n]*home folder[^\n]*\n {2}\S/) as string });
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([0, { passed: true }]);
  });

  test("diff: status 0 when they ask and answer alike, else 1 and what is added", async () => {
    const { scene, a, b } = files();

    expect(await ccxray(scene, ["cassette", "diff", a, a])).toMatchObject({ code: 0 });
    expect(await ccxray(scene, ["cassette", "diff", a, b])).toMatchObject({ code: 1, stdout: expect.stringMatching(/added e2/) as string });
    expect(await ccxray(scene, ["cassette", "diff", a])).toMatchObject({ code: 2 });
  });

  test("prune: takes out what is named, in its place or into another file", async () => {
    const { scene, a, b } = files();
    const other = join(scene.folder, "other.json");

    const { code } = await ccxray(scene, ["cassette", "prune", "--exchanges", "e2", "-o", other, b]);

    expect(code).toBe(0);
    expect(readFileSync(b, "utf8")).toBe(recorded.helloAndBye);
    expect(await ccxray(scene, ["cassette", "diff", a, other])).toMatchObject({ code: 0 });
    expect(await ccxray(scene, ["cassette", "prune", b])).toMatchObject({ code: 2 });
  });

  test("prune: takes out what a replay did not play", async () => {
    const { scene, a, b } = files();
    const report = join(scene.folder, "report.json");
    await ccxray(scene, ["replay", b, "--report", `json=${report}`, ...asks(scene, "hello")]);

    await ccxray(scene, ["cassette", "prune", "--unplayed", report, b]);

    expect(await ccxray(scene, ["cassette", "diff", a, b])).toMatchObject({ code: 0 });
  });

  test("redact: takes out what this environment calls secret", async () => {
    const { scene, b } = files();
    writeFileSync(b, readFileSync(b, "utf8").replace('"bye"', '"open with swordfish-0815-swordfish"'));

    const { code } = await ccxray(scene, ["cassette", "redact", b], { env: { MY_TOKEN: "swordfish-0815-swordfish" } });

    expect(code).toBe(0);
    expect(readFileSync(b, "utf8")).not.toContain("swordfish");
  });

  test("migrate: a cassette of this version stays as it is", async () => {
    const { scene, a, b } = files();

    expect(await ccxray(scene, ["cassette", "migrate", a, b])).toMatchObject({ code: 0 });

    expect([readFileSync(a, "utf8"), readFileSync(b, "utf8")]).toEqual([recorded.hello, recorded.helloAndBye]);
  });

  test("schema: a JSON Schema on stdout", async () => {
    const { stdout } = await ccxray({ program, folder: aFolder() }, ["cassette", "schema"]);

    expect(JSON.parse(stdout)).toHaveProperty("$schema");
  });

  test.each(["inspect", "check", "prune --side-requests", "redact", "migrate"])("%s of what is no cassette: status 3; of nothing: 2", async (words) => {
    const scene = { program, folder: aFolder() };
    const file = join(scene.folder, "x.json");
    writeFileSync(file, "[]");

    expect(await ccxray(scene, ["cassette", ...words.split(" "), file])).toMatchObject({ code: 3, stderr: expect.stringContaining(file) as string });
    expect(await ccxray(scene, ["cassette", ...words.split(" ")])).toMatchObject({ code: 2 });
    expect(readFileSync(file, "utf8")).toBe("[]");
  });
});
