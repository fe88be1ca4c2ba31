import { expect, test } from "vitest";
import { closeWithin } from "../../../src/cli/close-within.ts";
import { createNotices } from "../../../src/cli/notices.ts";
import { createProblems } from "../../../src/cli/problems.ts";
import { restoreTerminal } from "../../../src/cli/restore-terminal.ts";
import { fakeTerminal } from "../../support/fake-terminal.ts";

const never = { after: () => () => undefined };

test("closing waits for everything", async () => {
  const warnings: string[] = [];

  await closeWithin({ close: () => Promise.resolve() }, never, (message) => warnings.push(message));

  expect(warnings).toEqual([]);
});

test("closing ends after five seconds, and says what that means", async () => {
  const warnings: string[] = [];
  const limits: number[] = [];
  const clock = {
    after(ms: number, callback: () => void) {
      limits.push(ms);
      callback();
      return () => undefined;
    },
  };

  await closeWithin({ close: () => new Promise(() => undefined) }, clock, (message) => warnings.push(message));

  expect(limits).toEqual([5000]);
  expect(warnings.join()).toContain("journal");
});

test("a failure to close is not swallowed", async () => {
  await expect(closeWithin({ close: () => Promise.reject(new Error("disk full")) }, never, () => undefined)).rejects.toThrow("disk full");
});

test("troubles are told at once, but not while an agent has the terminal: then they wait, and come in order", () => {
  const told: string[] = [];
  const problems = createProblems((message) => told.push(message));

  problems.note("one");
  problems.hold();
  problems.note("two");
  problems.note("three");
  expect(told).toEqual(["one"]);
  problems.tell();
  problems.note("four");

  expect(told).toEqual(["one", "two", "three", "four"]);
});

test("notices go to stderr; quiet keeps warnings", () => {
  const [loud, quiet] = [fakeTerminal(), fakeTerminal()];

  for (const [terminal, isQuiet] of [[loud, false], [quiet, true]] as const) {
    const notices = createNotices(terminal, isQuiet);
    notices.log("where it is");
    notices.warn("take care");
  }

  expect([loud.out(), quiet.out()]).toEqual(["", ""]);
  expect(loud.err()).toBe("where it is\nccxray: take care\n");
  expect(quiet.err()).toBe("ccxray: take care\n");
});

test("a pipe gets no terminal sequences after a killed agent", () => {
  const pipe = fakeTerminal();

  restoreTerminal(pipe);

  expect(pipe.out()).toBe("");
});

test("a terminal gets its screen and cursor back after a killed agent", () => {
  const screen = { ...fakeTerminal({}, 80), platform: "win32" as const };

  restoreTerminal(screen);

  for (const sequence of ["\u001b[?1049l", "\u001b[?25h", "\u001b[?2004l", "\u001b[?1003l"]) expect(screen.out()).toContain(sequence);
});
