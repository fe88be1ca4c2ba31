import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
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
});
