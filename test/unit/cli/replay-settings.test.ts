import { describe, expect, test } from "vitest";
import { dummyKeys } from "../../../src/cli/replay-env.ts";
import { flagsFrom } from "../../../src/cli/flags.ts";
import { tooOld } from "../../../src/cli/replay-cassettes.ts";
import { readReplaySettings } from "../../../src/cli/replay-settings.ts";
import { splitAgent } from "../../../src/cli/split-agent.ts";

const read = (parsed: Record<string, unknown>, reports: readonly string[] = []) => readReplaySettings(flagsFrom(parsed, [], reports));

describe("settings", () => {
  test("without flags nothing may be missed and no network is used", () => {
    expect(read({})).toEqual({ policy: "turn", speed: "max", onMiss: "fail", maxAge: undefined, allowLeftOver: false, noDrift: false, repeat: false, reports: [] });
  });

  test("each flag is read", () => {
    const parsed = { match: "exact", speed: "2.5", "on-miss": "record", "max-age": "30d", "allow-leftover": true, drift: false, repeat: true };

    expect(read(parsed, ["junit=a=b.xml", "json=x.json"])).toEqual({
      policy: "exact",
      speed: 2.5,
      onMiss: "record",
      maxAge: 30 * 86_400_000,
      allowLeftOver: true,
      noDrift: true,
      repeat: true,
      reports: [{ form: "junit", file: "a=b.xml" }, { form: "json", file: "x.json" }],
    });
  });

  test.each([
    [{ match: "all" }, [], /--match=all/],
    [{ speed: "0" }, [], /--speed=0/],
    [{ speed: "fast" }, [], /--speed=fast/],
    [{ "on-miss": "go" }, [], /--on-miss=go/],
    [{ "max-age": "30" }, [], /--max-age=30/],
    [{}, ["html=x"], /--report=html/],
    [{}, ["junit"], /--report=junit/],
    [{}, ["junit="], /--report=junit=/],
  ])("%j %j is refused by name", (parsed, reports, message) => {
    expect(() => read(parsed, reports)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringMatching(message) as string }));
  });
});

describe("the command line", () => {
  const split = (line: string) => splitAgent(line.split(" "));

  test.each([
    ["replay a.json", ["a.json"], undefined],
    ["replay a.json b.json codex exec --json x.json", ["a.json", "b.json"], { command: "codex", args: ["exec", "--json", "x.json"] }],
    ["replay ./a -- npm test -- a.json", ["./a"], { command: "npm", args: ["test", "--", "a.json"] }],
    ["replay --match exact a.json --repeat b.json -- sh", ["--match=exact", "--repeat", "a.json", "b.json"], { command: "sh", args: [] }],
    ["replay a.json --report junit=x.xml --report json=y --no-drift claude", ["--report=junit=x.xml", "--report=json=y", "--no-drift", "a.json"], { command: "claude", args: [] }],
  ])("%s", (line, ours, agent) => {
    expect(split(line)).toMatchObject({ command: "replay", ours, agent });
  });

  test.each([
    ["record -o x.json --append codex", "record", ["--output=x.json", "--append"]],
    ["record --session latest -o x.json", "record", ["--session=latest", "--output=x.json"]],
    ["cassette diff a.json b.json --json", "cassette diff", ["--json", "a.json", "b.json"]],
    ["cassette schema", "cassette schema", []],
  ])("%s", (line, command, ours) => {
    expect(split(line)).toMatchObject({ command, ours });
  });

  test.each([
    ["replay a.json codx", /no agent "codx".*codex/],
    ["record a.json codex", /no agent "a.json"/],
    ["--session x show latest", /--session for ccxray show/],
    ["cassette schema a.json", /takes no "a.json"/],
    ["cassette chek a.json", /"cassette chek".*check/],
  ])("%s is refused", (line, message) => {
    expect(() => split(line)).toThrow(expect.objectContaining({ code: "USAGE", message: expect.stringMatching(message) as string }));
  });
});

test("a cassette is too old when it was recorded longer ago than allowed", () => {
  const cassette = { name: "x.json", recordedAt: "2026-01-01T00:00:00.000Z", recordedBy: "0", exchanges: [] };
  const day = 86_400_000;
  const now = Date.parse(cassette.recordedAt) + 31 * day;

  expect(tooOld(cassette, 30 * day, now)).toMatch(/x.json was recorded 31 days ago/);
  expect(tooOld(cassette, 31 * day, now)).toBeUndefined();
  expect(tooOld(cassette, undefined, now)).toBeUndefined();
});

describe("keys for agents that refuse to start without one", () => {
  const HOME = "/nowhere";

  test("are set where none is, and never in the place of one", () => {
    expect(Object.keys(dummyKeys({ HOME }))).toEqual(["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "CODEX_API_KEY"]);
    expect(dummyKeys({ HOME, ANTHROPIC_AUTH_TOKEN: "x", OPENAI_API_KEY: "x", GOOGLE_API_KEY: "x", CODEX_API_KEY: "x" })).toEqual({});
  });

  test("are no secrets of anybody", () => {
    expect(new Set(Object.values(dummyKeys({ HOME }))).size).toBe(1);
  });
});
