import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isRuntimeTooOld, OLDEST_NODE } from "../../../src/platform/runtime.ts";

test.each(["18.20.8", "20.20.2", "22.18.0"])("Node.js %s is too old", (version) => {
  expect(isRuntimeTooOld(version)).toBe(true);
});

test.each(["22.19.0", "22.20.1", "23.0.0", "24.1.0", "26.10.0"])("Node.js %s is new enough", (version) => {
  expect(isRuntimeTooOld(version)).toBe(false);
});

test("the oldest version is the one that package.json names", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };

  expect(`${engines.node}.0`).toBe(`>=${OLDEST_NODE}`);
});
