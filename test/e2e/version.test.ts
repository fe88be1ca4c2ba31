import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { programs } from "../support/program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Runs "$@" with a pipe as its output that nobody reads any more. */
const INTO_CLOSED_PIPE = 'mkfifo "$0"; true <"$0" & exec 3>"$0"; wait; exec "$@" >&3';

describe.each(programs())("$name", ({ command: [file, ...args] }) => {
  test.each(["--version", "-v"])("%s prints name and version, and nothing else", async (flag) => {
    const { stdout, stderr } = await promisify(execFile)(file, [...args, flag]);

    expect(stdout).toBe(`ccxray ${version}\n`);
    expect(stderr).toBe("");
  });

  test("a reader of its output that has gone is no failure", async () => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const pipe = join(folder.path, "pipe");

    const { stderr } = await promisify(execFile)("sh", ["-c", INTO_CLOSED_PIPE, pipe, file, ...args, "--version"]);

    expect(stderr).toBe("");
  });
});
