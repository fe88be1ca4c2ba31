import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { programs } from "../support/program.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

describe.each(programs())("$name", ({ command: [file, ...args] }) => {
  test.each(["--version", "-v"])("%s prints name and version, and nothing else", async (flag) => {
    const { stdout, stderr } = await promisify(execFile)(file, [...args, flag]);

    expect(stdout).toBe(`ccxray ${version}\n`);
    expect(stderr).toBe("");
  });

  test("a reader of its output that goes away is no failure", async () => {
    const child = spawn(file, [...args, "--version"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const [[code], stderr] = await Promise.all([once(child, "exit"), text(child.stderr)]);

    expect(code).toBe(0);
    expect(stderr).toBe("");
  });
});
