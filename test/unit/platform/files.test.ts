import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureFolder, ensurePrivateFile, ensurePrivateFolder } from "../../../src/platform/files.ts";
import { aFolder } from "../../support/fixture.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("a folder is made with those above it, for its owner only; one that is there keeps its mode", () => {
  const shared = join(aFolder(), "shared");
  mkdirSync(shared, { mode: 0o755 });

  ensurePrivateFolder(join(shared, "a/b"));
  ensurePrivateFolder(join(shared, "a/b"));

  expect([shared, join(shared, "a"), join(shared, "a/b")].map(modeOf)).toEqual([0o755, 0o700, 0o700]);
});

test("where a file is in the way of a folder, that is an error", () => {
  const file = join(aFolder(), "file");
  writeFileSync(file, "");

  expect(() => ensurePrivateFolder(file)).toThrow(/EEXIST/);
  expect(() => ensurePrivateFolder(join(file, "below"))).toThrow(/ENOTDIR|EEXIST/);
});

test.runIf(existsSync("/proc/self"))("where nothing can be made, that is an error at once", () => {
  expect(() => ensurePrivateFolder("/proc/no/such/folder")).toThrow(/ENOENT|EACCES/);
  expect(() => ensureFolder("/proc/no/such/folder")).toThrow(/ENOENT|EACCES/);
});

test("a file is for its owner only, also one that was there", () => {
  const file = join(aFolder(), "file");
  writeFileSync(file, "content", { mode: 0o644 });

  ensurePrivateFile(file);

  expect(modeOf(file)).toBe(0o600);
  expect(statSync(file).size).toBe("content".length);
});
