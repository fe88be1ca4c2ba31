import { expect, test } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { CcxrayError } from "../../../src/domain/errors.ts";
import { report } from "../../../src/cli/reporting.ts";
import { fakeTerminal } from "../../support/fake-terminal.ts";

test("alone it prints its help on stdout", async () => {
  const terminal = fakeTerminal();

  expect(await main([], terminal)).toBe(0);

  expect(terminal.out()).toMatch(/ccxray proxy codex/);
  expect(terminal.out()).toMatch(/127 {2}the agent's command was not found/);
  expect(terminal.err()).toBe("");
});

test("--help after a command is that command's, before an agent's name also", async () => {
  const terminal = fakeTerminal();

  await main(["journal", "prune", "--help"], terminal);
  await main(["--help", "codex"], terminal);

  expect(terminal.out()).toMatch(/--retention-days <days>/);
  expect(terminal.out()).toMatch(/--no-browser/);
});

test("what is wrong is one line and a hint on stderr, nothing on stdout, status 2", async () => {
  const terminal = fakeTerminal();

  expect(await main(["--prot", "1"], terminal)).toBe(2);

  expect(terminal.out()).toBe("");
  expect(terminal.err().trimEnd().split("\n")).toHaveLength(2);
});

test("a missing argument is an error of usage", async () => {
  const terminal = fakeTerminal();

  expect(await main(["show"], terminal)).toBe(2);

  expect(terminal.err()).toMatch(/SESSION/);
});

test("flags without a command name the command that may have been meant", async () => {
  const terminal = fakeTerminal();

  expect(await main(["--port=1", "--quiet"], terminal)).toBe(2);

  expect(terminal.err()).toContain("ccxray proxy --port=1 --quiet");
});

test("a missing agent says how to install it, status 127, before anything is opened", async () => {
  const terminal = fakeTerminal({ PATH: "/nowhere", HOME: "/nowhere" });

  expect(await main(["codex"], terminal)).toBe(127);

  expect(terminal.err()).toContain("npm install -g @openai/codex");
});

test("colours only on a terminal, and never with NO_COLOR", async () => {
  const [pipe, screen, plain] = [fakeTerminal(), fakeTerminal({}, 80), fakeTerminal({ NO_COLOR: "1" }, 80)];

  await main(["x"], pipe);
  await main(["x"], screen);
  await main(["x"], plain);

  expect(pipe.err()).not.toContain("\u001b");
  expect(screen.err()).toContain("\u001b[31m");
  expect(plain.err()).not.toContain("\u001b");
});

test("an error that nobody foresaw keeps its stack", () => {
  const terminal = fakeTerminal();

  expect(report(new TypeError("boom"), terminal)).toBe(70);

  expect(terminal.err()).toMatch(/TypeError: boom\n\s+at /);
});

test("what others wrote into an error cannot steer the terminal", () => {
  const terminal = fakeTerminal();

  report(new CcxrayError("UPSTREAM_REFUSED", "bad \u001b]0;owned\u0007\u001b[2Jhost\nsecond line"), terminal);

  expect(terminal.err()).toBe("ccxray: bad host second line\n");
});
