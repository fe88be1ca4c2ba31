import { describe, expect, test } from "vitest";
import { conclusionOf, conclusionText, reasonText, remedyFor } from "../../../src/cassette/report.ts";
import { LEFT, report, verdict } from "./report-scene.ts";

const exact = verdict({ type: "exact" });
const drift = verdict({ type: "drift" });
const miss = verdict({ type: "miss" });

describe("what a replay comes to", () => {
  test.each([
    ["nothing asked, nothing recorded", report([]), "passed"],
    ["all exact", report([exact]), "passed"],
    ["drift", report([exact, drift]), "passed"],
    ["drift that is forbidden", report([exact, drift], { noDrift: true }), "drifted"],
    ["drift of a side request, forbidden", report([verdict({ type: "drift", kind: "side" })], { noDrift: true }), "passed"],
    ["a stub", report([verdict({ type: "stubbed" })], { noDrift: true }), "passed"],
    ["a live answer, which was asked for", report([verdict({ type: "live" })]), "passed"],
    ["left over", report([exact], { leftOver: [LEFT] }), "leftOver"],
    ["left over, allowed", report([exact], { leftOver: [LEFT], allowLeftOver: true }), "passed"],
    ["left over and forbidden drift", report([drift], { leftOver: [LEFT], noDrift: true }), "leftOver"],
    ["a command that failed", report([exact], { commandStatus: 3 }), "commandFailed"],
    ["a command that failed and left turns over", report([exact], { commandStatus: 3, leftOver: [LEFT] }), "commandFailed"],
    ["a miss, which outranks the command's failure", report([miss], { commandStatus: 3, leftOver: [LEFT] }), "missed"],
    ["a missed side request", report([verdict({ type: "miss", kind: "side" })]), "missed"],
  ] as const)("%s", (_, given, conclusion) => {
    expect(conclusionOf(given)).toBe(conclusion);
  });

  test("is said in a sentence with its counts", () => {
    expect(conclusionText(report([exact, drift, miss], { leftOver: [LEFT] }))).toBe("failed: 1 ask had no recorded answer (3 asks, 1 exact, 1 drift, 1 miss, 1 left over)");
    expect(conclusionText(report([exact]))).toBe("passed: 1 ask, 1 exact");
    expect(conclusionText(report([exact], { commandStatus: 7 }))).toContain("failed with 7");
  });
});

describe("what would fix a miss", () => {
  const part = (name: string) => ({ part: name, recorded: "a", live: "b" });

  test.each([
    ["nothing like it was recorded", miss, /record --append/],
    ["it was asked too often", { ...miss, recorded: "e1" }, /--repeat/],
    ["only other parts differ", { ...miss, recorded: "e1", differences: [part("system")] }, /--match turn/],
    ["the conversation differs", { ...miss, recorded: "e1", differences: [part("conversation[2]"), part("system")] }, /record again/],
  ])("%s", (_, given, remedy) => {
    expect(remedyFor(given)).toMatch(remedy);
  });

  test("is said of misses only", () => {
    expect(remedyFor({ ...drift, differences: [part("system")] })).toBeUndefined();
  });
});

test("many differing parts are not all listed in a line", () => {
  const differences = Array.from({ length: 9 }, (_, i) => ({ part: `p${i}`, recorded: "a", live: undefined }));

  expect(reasonText({ ...drift, differences })).toBe("p0, p1, p2, p3, p4, 4 more");
});
