import { expect, test } from "vitest";
import type { Finding } from "../../../src/cassette/finding.ts";
import { fewFindingLines } from "../../../src/cli/cassette-findings.ts";

const finding = (line: number, what: string): Finding => ({ severity: "error", line, column: 1, what, excerpt: "x…", hint: "Mend it." });
const plain = (_: string, text: string): string => text;

test("of many findings the first are told, and how many others there are of what", () => {
  const findings = [...Array.from({ length: 25 }, (_, i) => finding(i + 1, "a person's home folder")), finding(26, "what looks like email")];

  const lines = fewFindingLines("x.json", findings, plain);

  expect(lines.filter((line) => line.startsWith("x.json:"))).toHaveLength(20);
  expect(lines.slice(-3)).toEqual(["and 6 more:", "  5 × a person's home folder", "  1 × what looks like email"]);
});

test("few findings are all told", () => {
  expect(fewFindingLines("x.json", [finding(3, "a secret")], plain)).toEqual(["x.json:3:1: error a secret: x…", "  Mend it."]);
});
