import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tellJudgement } from "../../../src/cli/judgement.ts";
import { fakeTerminal } from "../../support/fake-terminal.ts";
import { LEFT, report, verdict } from "../cassette/report-scene.ts";

const exact = verdict({ type: "exact", recorded: "e1" });
const drift = (n: number, live = "new") => verdict({ n, type: "drift", recorded: `e${n}`, differences: [{ part: "system", recorded: "old", live }] });
const miss = verdict({ n: 3, type: "miss", recorded: "e3", why: "no recorded conversation is equal", differences: [{ part: "conversation[0]", recorded: "a", live: "b" }] });
const OPTIONS = { reports: [], quiet: false, json: false };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "ccxray-test-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test.each([
  ["all well", report([exact]), 0],
  ["a miss", report([miss], { commandStatus: 9 }), 4],
  ["the command failed", report([exact], { commandStatus: 9 }), 9],
  ["left over", report([exact], { leftOver: [LEFT] }), 5],
  ["forbidden drift", report([drift(1)], { noDrift: true }), 6],
] as const)("%s: its exit status", (_, given, status) => {
  expect(tellJudgement(given, { ...OPTIONS, terminal: fakeTerminal() })).toBe(status);
});

test("a person sees every ask in a row, what differs, what would fix it, and how it ended", () => {
  const terminal = fakeTerminal();

  tellJudgement(report([exact, drift(2), miss], { leftOver: [LEFT] }), { ...OPTIONS, terminal });

  expect(terminal.out()).toBe("");
  expect(terminal.err()).toMatch(/^ *N +VERDICT/m);
  expect(terminal.err()).toMatch(/^2 +drift .*e2 +system$/m);
  expect(terminal.err()).toContain("- old\n    + new");
  expect(terminal.err()).toMatch(/record again/);
  expect(terminal.err()).toMatch(/^ {2}e9 \/x \(turn\)$/m);
  expect(terminal.err().trimEnd().split("\n").at(-1)).toMatch(/failed: 1 ask had no recorded answer/);
});

test("a difference that comes back in every ask is shown once", () => {
  const terminal = fakeTerminal();

  tellJudgement(report([drift(1), drift(2), drift(3, "newer")]), { ...OPTIONS, terminal });

  expect(terminal.err().match(/\+ new$/gm)).toHaveLength(1);
  expect(terminal.err().match(/\+ newer$/gm)).toHaveLength(1);
});

test("of a long run that went well the exact asks are only counted", () => {
  const terminal = fakeTerminal();

  tellJudgement(report([...Array.from({ length: 300 }, () => exact), drift(301)]), { ...OPTIONS, terminal });

  expect(terminal.err().split("\n").length).toBeLessThan(20);
  expect(terminal.err()).toContain("300 more asks went exactly");
});

test("what others wrote cannot steer the terminal, and there are colours only on one", () => {
  const nasty = verdict({ type: "miss", path: "/\u001b[2J", differences: [{ part: "p\u001b]0;x\u0007", recorded: "a", live: "\u001b[31mb" }] });
  const [pipe, screen] = [fakeTerminal(), fakeTerminal({}, 100)];

  tellJudgement(report([nasty]), { ...OPTIONS, terminal: pipe });
  tellJudgement(report([nasty]), { ...OPTIONS, terminal: screen });

  expect(pipe.err()).not.toContain("\u001b");
  expect(screen.err()).toContain("\u001b[");
  expect(screen.err()).not.toContain("\u001b[2J");
});

test("quiet says nothing of what passed, and all of what did not", () => {
  const [passed, failed] = [fakeTerminal(), fakeTerminal()];

  tellJudgement(report([exact]), { ...OPTIONS, quiet: true, terminal: passed });
  tellJudgement(report([miss]), { ...OPTIONS, quiet: true, terminal: failed });

  expect(passed.err()).toBe("");
  expect(failed.err()).toContain("failed");
});

test("reports are written where they are asked for, folders included", () => {
  const path = folder();
  const reports = [{ form: "junit", file: join(path, "a/b/x.xml") }, { form: "json", file: join(path, "x.json") }] as const;

  tellJudgement(report([exact]), { ...OPTIONS, reports, terminal: fakeTerminal() });

  expect(readFileSync(join(path, "a/b/x.xml"), "utf8")).toMatch(/^<\?xml/);
  expect(JSON.parse(readFileSync(join(path, "x.json"), "utf8"))).toMatchObject({ version: 1, passed: true });
});

test("a report that cannot be written is a failure of its own, which hides no miss", () => {
  const terminal = fakeTerminal();
  const reports = [{ form: "json", file: `${import.meta.filename}/x.json` }] as const;

  expect(tellJudgement(report([exact]), { ...OPTIONS, reports, terminal })).toBe(2);
  expect(tellJudgement(report([miss]), { ...OPTIONS, reports, terminal })).toBe(4);

  expect(terminal.err()).toContain("could not be written");
});

test("under GitHub Actions there are annotations and a step summary", () => {
  const summary = join(folder(), "summary.md");
  const terminal = fakeTerminal({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary });

  tellJudgement(report([miss]), { ...OPTIONS, terminal });

  expect(terminal.err()).toMatch(/^::error file=/m);
  expect(readFileSync(summary, "utf8")).toMatch(/^### ❌/);
  expect(terminal.out()).toBe("");
});

test("as JSON the report is one line on stdout", () => {
  const terminal = fakeTerminal();

  tellJudgement(report([exact]), { ...OPTIONS, json: true, terminal });

  expect(JSON.parse(terminal.out())).toMatchObject({ version: 1, conclusion: "passed" });
});

test("a report whose folder no file system makes is said at once, and is a failure", () => {
  const terminal = fakeTerminal();

  const status = tellJudgement(report([exact]), { ...OPTIONS, reports: [{ form: "json", file: "/proc/no/such/replay.json" }], terminal });

  expect(status).toBe(2);
  expect(terminal.err()).toMatch(/the report could not be written: ENOENT/);
});
