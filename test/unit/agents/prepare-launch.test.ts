import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anyAgent } from "../../../src/agents/any.ts";
import { throughCmd } from "../../../src/agents/cmd-shim.ts";
import { codex } from "../../../src/agents/codex.ts";
import { findCommand } from "../../../src/agents/find-command.ts";
import { locateAgent, prepareLaunch } from "../../../src/agents/prepare-launch.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccxray-launch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const file = join(folder, name);
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, mode);
  return file;
}

/** As cmd.exe reads: every caret gives way to the character behind it. */
const withoutCarets = (text: string) => text.replace(/\^(.)/g, "$1");

const launchOf = (env: Readonly<Record<string, string | undefined>>) =>
  prepareLaunch({ agent: anyAgent("x"), file: "/bin/x", base: { url: "http://127.0.0.1:1" }, args: [], env, platform: "linux" });

test("a command is the first on PATH that may be run", () => {
  const other = join(folder, "first");
  mkdirSync(join(other, "codex"), { recursive: true });
  const file = program("codex");

  expect(findCommand("codex", { PATH: [other, folder].join(delimiter) }, "linux")).toBe(file);
});

test("a file that may not be run is no command", () => {
  program("codex", 0o644);

  expect(findCommand("codex", { PATH: folder }, "linux")).toBeUndefined();
});

test("a command with a separator is a path", () => {
  const file = program("mine");

  expect(findCommand(file, { PATH: "" }, "linux")).toBe(file);
  expect(findCommand(`${file}x`, { PATH: folder }, "linux")).toBeUndefined();
});

test("on Windows endings are tried in the order of PATHEXT, and Path is PATH", () => {
  const file = program("claude.CMD");

  expect(findCommand("claude", { Path: folder, PATHEXT: ".EXE;.CMD" }, "win32")).toBe(file);
  expect(findCommand("claude.CMD", { Path: folder, PATHEXT: ".EXE;.CMD" }, "win32")).toBe(file);
});

test("a missing agent names what installs it", () => {
  expect(() => locateAgent(codex, { PATH: folder }, "linux")).toThrow(expect.objectContaining({ code: "AGENT_NOT_FOUND", hint: "Install it: npm install -g @openai/codex" }));
});

test("loopback is taken out of outbound proxies in both spellings, and what was there stays", () => {
  const { env } = launchOf({ NO_PROXY: "corp.example, localhost", no_proxy: ".lan", KEEP: "1" });

  expect(env["NO_PROXY"]).toBe("corp.example,localhost,.lan,127.0.0.1,::1");
  expect(env["no_proxy"]).toBe(env["NO_PROXY"]);
  expect(env["KEEP"]).toBe("1");
});

test("a batch file is run through cmd.exe with arguments that it cannot take for its own", () => {
  const { file, args } = throughCmd("C:\\x y\\codex.cmd", ['say "hi" & del %PATH%', "end\\"], "cmd.exe");

  expect(file).toBe("cmd.exe");
  expect(args.slice(0, 3)).toEqual(["/d", "/s", "/c"]);
  // Taken apart as cmd.exe does, twice for a batch file.
  const line = withoutCarets(args[3]?.slice(1, -1) ?? "");
  expect(line.startsWith("C:\\x y\\codex.cmd ")).toBe(true);
  expect(withoutCarets(line.slice("C:\\x y\\codex.cmd ".length))).toBe('"say \\"hi\\" & del %PATH%" "end\\\\"');
  expect(args[3]?.replace(/\^./g, "").slice(1, -1)).not.toMatch(/[&|<>%"]/);
});
