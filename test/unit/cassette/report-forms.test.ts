import { expect, test } from "vitest";
import { githubAnnotations, githubSummary } from "../../../src/cassette/report-github.ts";
import { reportJson } from "../../../src/cassette/report-json.ts";
import { reportJunit } from "../../../src/cassette/report-junit.ts";
import { LEFT, report, verdict } from "./report-scene.ts";

const difference = (recorded: string, live: string) => ({ part: "system", recorded, live });
const exact = verdict({ type: "exact", recorded: "e1" });
const drift = verdict({ n: 2, type: "drift", recorded: "e2", differences: [difference("old", "new")] });
const miss = verdict({ n: 3, type: "miss", recorded: "e1", why: "no recorded conversation is equal", differences: [difference("50%", "a & <b> ]]>\u0000")] });

test("JSON: a version, the conclusion, counts, every ask with its remedy", () => {
  const json = reportJson(report([exact, drift, miss], { leftOver: [LEFT], commandStatus: 1 }));

  expect(json).toMatchObject({ version: 1, passed: false, conclusion: "missed", cassettes: ["cassettes/x.json"], commandStatus: 1, leftOver: [LEFT] });
  expect(json.counts).toEqual({ asks: 3, exact: 1, drift: 1, stubbed: 0, miss: 1, live: 0, leftOver: 1 });
  expect(json.asks.map(({ remedy }) => typeof remedy)).toEqual(["undefined", "undefined", "string"]);
});

test("JUnit: a case an ask, a turn left over and the command, with totals that agree", () => {
  const xml = reportJunit(report([exact, drift, miss], { leftOver: [LEFT], commandStatus: 1 }));

  expect(xml.match(/<testcase /g)).toHaveLength(5);
  expect(xml.match(/<failure /g)).toHaveLength(3);
  expect(xml).toMatch(/<testsuite [^>]*tests="5" failures="3" errors="0" skipped="0"/);
  expect(xml).toMatch(/<system-out>drift: system/);
});

test("JUnit: forbidden drift fails, what may be left over is skipped", () => {
  const xml = reportJunit(report([drift], { noDrift: true, leftOver: [LEFT], allowLeftOver: true }));

  expect(xml).toMatch(/tests="2" failures="1" errors="0" skipped="1"/);
});

test("JUnit: what XML cannot hold is replaced, and nothing of a difference is markup", () => {
  const xml = reportJunit(report([{ ...miss, path: '/x"&<y>' }]));

  expect(xml).toContain("a &amp; &lt;b&gt; ]]&gt;\u{FFFD}");
  expect(xml).toContain("/x&quot;&amp;&lt;y&gt;");
  expect(xml).not.toContain("\u0000");
});

test("GitHub: an error for a miss, a warning for drift, each on one line", () => {
  const lines = githubAnnotations(report([exact, drift, miss])).trimEnd().split("\n");

  expect(lines.map((line) => /^::(\w+) file=cassettes\/x.json,title=([\w ]+)::ask (\d)/.exec(line)?.slice(1))).toEqual([
    ["error", "Replay miss", "3"],
    ["warning", "Replay drift", "2"],
  ]);
  expect(lines[0]).toContain("%0A- 50%25%0A");
});

test("GitHub: a file's name cannot end its property", () => {
  expect(githubAnnotations(report([miss], { cassettes: ["a,b:c.json"] }))).toContain("::error file=a%2Cb%3Ac.json,title=");
});

test("GitHub: what is left over is one error, unless it is allowed", () => {
  expect(githubAnnotations(report([], { leftOver: [LEFT, LEFT] })).trimEnd().split("\n")).toHaveLength(1);
  expect(githubAnnotations(report([], { leftOver: [LEFT], allowLeftOver: true }))).toBe("");
});

test("the step summary: a row an ask, and no text of others is Markdown or HTML", () => {
  const fenced = verdict({ type: "miss", path: "/a|b<img>", differences: [difference("```\n</details>", "x")] });
  const text = githubSummary(report([exact, fenced]));

  expect(text).toMatch(/^### ❌/);
  expect(text).toContain("/a\\|b&lt;img&gt;");
  expect(text).toContain("````diff");
  expect(text.match(/^\| \d/gm)).toHaveLength(2);
});
