import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";
import { until } from "../support/until.ts";

describe.each(programs())("$name", ({ command }) => {
  /** Runs a script in the place of an agent. */
  function startAgent(script: string, env: Record<string, string> = {}) {
    return run([...command, "proxy", "--port", "0", "--", "sh", "-c", script], { home: aFolder(), env });
  }

  test.each([0, 1, 7, 255])("an agent's exit code %i is ours", async (code) => {
    expect(await startAgent(`exit ${code}`).ended).toMatchObject({ code, signal: null });
  });

  test.each([
    ["SIGINT", 130],
    ["SIGKILL", 137],
    ["SIGTERM", 143],
  ])("an agent that %s ended gives %i", async (signal, code) => {
    expect(await startAgent(`kill -${signal.slice(3)} $$`).ended).toMatchObject({ code, signal: null });
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)("%s reaches the agent, which decides what becomes of it", async (signal) => {
    const running = startAgent(`trap 'echo heard; exit 5' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`);
    await until("the agent is ready", () => running.stdout().includes("ready"));

    running.kill(signal);

    expect(await running.ended).toMatchObject({ code: 5, stdout: "ready\nheard\n" });
  });

  test("an agent's output is its own, and ours goes to stderr", async () => {
    const { stdout, stderr } = await startAgent("echo out; echo err >&2").ended;

    expect(stdout).toBe("out\n");
    expect(stderr).toMatch(/^ccxray → http:\/\/127\.0\.0\.1:\d+\/_ccxray\/\nerr\n$/);
  });

  test("what follows the agent's name is the agent's, unchanged, and its environment leads here", async () => {
    const bin = agentNamed("claude", 'printf "%s\\n" "$ANTHROPIC_BASE_URL" "$ENABLE_TOOL_SEARCH" "$@"');
    const args = ["--port", "1", "--help", "two words", "--", "-x", "ü"];

    const { stdout } = await run([...command, "--port", "0", "claude", ...args], { home: aFolder(), env: { PATH: bin } }).ended;

    const [base, toolSearch, ...given] = stdout.trimEnd().split("\n");
    expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect([toolSearch, ...given]).toEqual(["true", ...args]);
  });

  test("with AUTH_TOKEN the agent gets a key in its base URL, and not the token there", async () => {
    const { stdout } = await startAgent("echo $ANTHROPIC_BASE_URL", { AUTH_TOKEN: "the-token-0815" }).ended;

    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_ccxray\/k\/[\w-]{20,}\n$/);
    expect(stdout).not.toContain("the-token-0815");
  });
});

/** A folder for PATH with a script under an agent's name. */
function agentNamed(name: string, script: string): string {
  const folder = aFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return `${folder}:/usr/bin:/bin`;
}
