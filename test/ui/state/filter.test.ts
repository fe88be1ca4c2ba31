import { describe, expect, test } from "vitest";
import { aSession, aTurn } from "../../support/ui-turns.ts";
import { EXAMPLES, parseFilter, withoutTerm } from "../../../ui/state/filter.ts";
import { isOfSessions, isOfTurns, matchesSession, matchesTurn } from "../../../ui/state/filter-match.ts";

const npm = aTurn({
  asked: "Run the tests",
  fromUser: true,
  answered: "All green.",
  model: "claude-opus-4-8",
  durationMs: 6200,
  outputTokens: 1200,
  tools: [{ id: "1", name: "Bash", hint: "npm test", failed: true }],
});

describe("reading", () => {
  test("splits at blanks, and quotes hold blanks together", () => {
    expect(parseFilter(`is:error "npm test" tool:"My Tool"`).terms.map(({ field, value }) => [field, value])).toEqual([
      ["is", "error"],
      ["text", "npm test"],
      ["tool", "my tool"],
    ]);
  });

  test("takes what is no field for text", () => {
    expect(parseFilter("http://x foo:bar a>b").terms.map(({ field, value }) => [field, value])).toEqual([
      ["text", "http://x"],
      ["text", "foo:bar"],
      ["text", "a>b"],
    ]);
  });

  test("leaves out a field that has no value yet, as while one types", () => {
    expect(parseFilter("is: tool: -").terms.map(({ text }) => text)).toEqual(["-"]);
  });

  test("never fails, whatever is typed", () => {
    for (const text of ["", '"', '"""', "::", "-", "--", "dur>", "dur>x", "\\", "(", "is:>", "a".repeat(10_000)]) {
      expect(() => matchesTurn(parseFilter(text), npm)).not.toThrow();
    }
  });

  test("takes one term out and leaves the others as they were typed", () => {
    const filter = parseFilter(`is:error  "npm test" dur>5`);
    const [, second] = filter.terms;

    expect(second && withoutTerm(filter, second)).toBe("is:error dur>5");
  });
});

describe("turns", () => {
  test.each([
    "tests", "GREEN", "opus", "npm", "harbor", "is:error", "is:user", "is:tool", "is:completed", "tool:bash", "model:opus", "agent:claude", "status:200", "status:2xx",
    "status<300", "dur>5", "dur<7", "dur>=6.2", "dur<=6.2", "dur=6", "dur:6", "tokens>1000", "-is:live", "-tool:Read", "tests tool:bash dur>5",
  ])("%s is passed", (text) => {
    expect(matchesTurn(parseFilter(text), npm)).toBe(true);
  });

  test.each(["nothing", "is:live", "is:title", "tool:Read", "agent:codex", "status:529", "status>400", "dur>7", "dur>=6.3", "dur<=6.1", "-is:error", "tests tool:read"])("%s is not", (text) => {
    expect(matchesTurn(parseFilter(text), npm)).toBe(false);
  });

  test("finds overloads by their status, and cuts and aborts by their state", () => {
    expect(matchesTurn(parseFilter("status:529 is:error"), aTurn({ state: "failed", status: 529 }))).toBe(true);
    expect(matchesTurn(parseFilter("is:cut is:error"), aTurn({ state: "cut" }))).toBe(true);
    expect(matchesTurn(parseFilter("is:aborted is:error"), aTurn({ state: "aborted" }))).toBe(true);
  });
});

describe("what is not understood", () => {
  const unknown = ["is:xyz", "is:constructor", "-is:xyz", "is:empty", "status:abc", "status:5290", "status:529x", "dur>soon", "dur:-1", "dur>0x10"];

  test.each(unknown)("%s says nothing about turns, so it hides none", (text) => {
    expect(parseFilter(text).terms.map(isOfTurns)).toEqual([false]);
    expect(matchesTurn(parseFilter(text), npm)).toBe(true);
    expect(matchesTurn(parseFilter(`${text} is:live`), npm)).toBe(false);
  });
});

describe("sessions", () => {
  const session = aSession([npm], { errors: 2, running: 1 });

  test.each(["tests", "harbor", "is:error", "is:live", "agent:claude", "model:opus", "-agent:codex"])("%s is passed", (text) => {
    expect(matchesSession(parseFilter(text), session)).toBe(true);
  });

  test("what the empty field suggests does count", () => {
    expect(parseFilter(EXAMPLES.sessions).terms.every(isOfSessions)).toBe(true);
    expect(parseFilter(EXAMPLES.turns).terms.every(isOfTurns)).toBe(true);
  });

  test("terms that only turns have do not count", () => {
    expect(matchesSession(parseFilter("tool:Read status:529 is:aborted is:tool is:xyz"), session)).toBe(true);
    expect(matchesSession(parseFilter("tool:Read agent:codex"), session)).toBe(false);
  });
});
