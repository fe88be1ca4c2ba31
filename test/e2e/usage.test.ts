import { describe, expect, test } from "vitest";
import { aFolder, aTestUpstream } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";

/** What is said of an error: what happened, then what to do about it. */
const TWO_LINES = /^ccxray: [^\n]+\n[^\n]+\n$/;

describe.each(programs())("$name", ({ command }) => {
  test.each([
    { what: "an agent that is not known", args: ["proxy", "clade"], code: 2, says: /no agent "clade".*claude/ },
    { what: "a command that is not known", args: ["sesions"], code: 2, says: /"sesions".*sessions/ },
    { what: "a flag that is not known", args: ["proxy", "--prot", "1"], code: 2, says: /--prot.*--port/ },
    { what: "a port that is none", args: ["proxy", "--port", "99999"], code: 2, says: /99999/ },
    { what: "a URL that is none", args: ["proxy", "--upstream", "anthropic=nowhere"], code: 2, says: /nowhere/ },
    { what: "an upstream that is not known", args: ["proxy", "--upstream", "antropic=http://127.0.0.1:1"], code: 2, says: /antropic.*anthropic/ },
    { what: "a command of the user's that is not there", args: ["proxy", "--port", "0", "--", "no-such-program"], code: 127, says: /no-such-program/ },
    { what: "a session that is not there", args: ["show", "0000"], code: 66, says: /0000/ },
  ])("$what: one line, a hint and exit code $code", async ({ args, code, says }) => {
    const ending = await run([...command, ...args], { home: aFolder() }).ended;

    expect(ending).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(TWO_LINES) as string });
    expect(ending.stderr).toMatch(says);
  });

  test("an agent that is not installed is named with the way to install it", async () => {
    const { code, stderr } = await run([...command, "--port", "0", "claude"], { home: aFolder(), env: { PATH: "/nonexistent" } }).ended;

    expect(code).toBe(127);
    expect(stderr).toContain("npm install -g @anthropic-ai/claude-code");
  });

  test("a port in use is said to be so", async () => {
    const { host } = await aTestUpstream();
    const port = host.split(":")[1] ?? "";

    const { code, stderr } = await run([...command, "proxy", "--port", port], { home: aFolder() }).ended;

    expect(code).toBe(71);
    expect(stderr).toMatch(new RegExp(`port ${port} .*in use[^]*--port 0`));
  });

  test("the well-known port in use is no obstacle: another is taken", async () => {
    const { host } = await aTestUpstream();
    const env = { PROXY_PORT: host.split(":")[1] ?? "" };

    const { code, stdout } = await run([...command, "proxy", "--", "sh", "-c", "echo $ANTHROPIC_BASE_URL"], { home: aFolder(), env }).ended;

    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(stdout).not.toContain(host);
  });
});
