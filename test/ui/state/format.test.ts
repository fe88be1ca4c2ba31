import { expect, test } from "vitest";
import { ago, bytes, count, counted, duration, modelNames, projectOf, timeOfDay, tokenRate, withinProject } from "../../../ui/state/format.ts";

test.each([
  [0, "0 ms"], [840.4, "840 ms"], [999.6, "1000 ms"], [4200, "4.2 s"], [59_940, "59.9 s"], [59_960, "1 m 00 s"], [134_000, "2 m 14 s"], [3_720_000, "1 h 02 m"],
])("%d ms is %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([[0, "0"], [812, "812"], [4100, "4.1k"], [9960, "10k"], [128_400, "128k"], [999_600, "1.0M"], [1_340_000, "1.3M"], [12_000_000, "12M"]])("%d is %s", (value, text) => {
  expect(count(value)).toBe(text);
});

test.each([[312, "312 B"], [4096, "4.0 KB"], [70_512, "69 KB"], [1_048_575, "1.0 MB"], [1_363_149, "1.3 MB"]])("%d bytes are %s", (value, text) => {
  expect(bytes(value)).toBe(text);
});

test.each([[1000, "now"], [40_000, "40 s"], [720_000, "12 min"], [10_800_000, "3 h"], [432_000_000, "5 d"]])("%d ms ago is %s", (ms, text) => {
  expect(ago(0, ms)).toBe(text);
});

test("nothing that is no number is shown as one", () => {
  for (const value of [undefined, Number.NaN, Infinity]) expect([duration(value), count(value), bytes(value)]).toEqual(["–", "–", "–"]);
  expect(timeOfDay(Number.NaN)).toBe("–");
});

test.each([["/home/ada/src/harbor", "harbor"], ["/home/ada/src/harbor/", "harbor"], ["C:\\Users\\ada\\harbor", "harbor"], ["/", ""], [undefined, ""]])("the project of %s is %s", (cwd, project) => {
  expect(projectOf(cwd)).toBe(project);
});

test.each([
  ["/home/ada/quay/src/a.ts", "/home/ada/quay", "src/a.ts"],
  ["C:\\quay\\a.ts", "C:\\quay", "a.ts"],
  ["/home/ada/quayside/a.ts", "/home/ada/quay", "/home/ada/quayside/a.ts"],
  ["/home/ada/quay/", "/home/ada/quay", "/home/ada/quay/"],
  ["npm test", "/home/ada/quay", "npm test"],
  ["/etc/hosts", undefined, "/etc/hosts"],
])("%s within %s is %s", (text, cwd, path) => {
  expect(withinProject(text, cwd)).toBe(path);
});

test("a rate is told only when there is time enough to measure it", () => {
  expect(tokenRate(100, 2000)).toBe(50);
  expect([tokenRate(100, 10), tokenRate(0, 2000), tokenRate(100, undefined)]).toEqual([undefined, undefined, undefined]);
});

test("one thing and many things", () => {
  expect([counted(1, "turn"), counted(5000, "turn")]).toEqual(["1 turn", "5,000 turns"]);
  expect([modelNames([]), modelNames(["a"]), modelNames(["a", "b", "c"])]).toEqual(["", "a", "a +2"]);
});
