import { expect, test } from "vitest";
import { networkError } from "../../../src/live/network-error.ts";
import { aRunningTurn, aTurn, without } from "../../support/ui-turns.ts";
import { socketSession, troubledSession, workSession } from "../../support/ui-sessions.ts";
import { describe as describeTurn } from "../../../ui/state/describe.ts";
import { explain } from "../../../ui/state/explain.ts";
import { threadLabels } from "../../../ui/state/threads.ts";
import { flagsOf, toneOf } from "../../../ui/state/turn-facts.ts";

const bash = { id: "1", name: "Bash", hint: "npm test", failed: true };

test("a person's words open the row, and what the model did follows", () => {
  expect(describeTurn(aTurn({ fromUser: true, asked: "Fix it", tools: [bash] }))).toEqual({
    lead: { type: "person", text: "Fix it" },
    second: { type: "tool", name: "Bash", hint: "npm test", failed: true, more: 0 },
  });
});

test("of several tools the one that failed is named", () => {
  const read = { id: "0", name: "Read", hint: "a.ts", failed: false };

  expect(describeTurn(aTurn({ tools: [read, bash] })).lead).toMatchObject({ name: "Bash", failed: true, more: 1 });
});

test("a path within the project is shown without what is before it", () => {
  const read = { id: "0", name: "Read", hint: "/home/ada/src/harbor/src/a.ts" };

  expect(describeTurn(aTurn({ cwd: "/home/ada/src/harbor", tools: [read] })).lead).toMatchObject({ hint: "src/a.ts" });
});

test("a running turn says what it does until there are words to show", () => {
  expect(describeTurn(aRunningTurn({ phase: "thinking" })).lead).toEqual({ type: "phase", text: "thinking…" });
  expect(describeTurn(aRunningTurn({ phase: "text", answered: "one\ntwo" })).lead).toEqual({ type: "answer", text: "two" });
});

test("a failed turn says why", () => {
  expect(describeTurn(aTurn({ state: "failed", status: 529, error: "Overloaded" })).lead).toEqual({ type: "trouble", text: "Overloaded" });
  expect(describeTurn(without(aTurn({ state: "failed", error: "https://api.example.com broke off the connection" }), "status")).lead).toEqual({ type: "trouble", text: "The upstream broke off the connection" });
  expect(describeTurn(aTurn({ state: "failed", status: 429, error: "https://example.com/limits explains it" })).lead).toEqual({ type: "trouble", text: "https://example.com/limits explains it" });
});

test("every trouble has a sentence, something to do, a flag and a colour", () => {
  const told = troubledSession().map((turn) => [flagsOf(turn)[0]?.label, toneOf(turn), explain(turn)?.tone]);

  expect(told).toEqual([
    [undefined, "rest", undefined],
    ["529", "failed", "failed"],
    ["429", "failed", "failed"],
    ["failed", "failed", "failed"],
    ["cut", "failed", "failed"],
    ["aborted", "warn", "warn"],
    ["interrupted", "warn", "warn"],
    ["max tokens", "warn", "warn"],
    ["401", "failed", "failed"],
    ["unread", "rest", undefined],
  ]);
});

test.each(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "SELF_SIGNED_CERT_IN_CHAIN"])("the advice to %s says again nothing of ccxray's own hint", (code) => {
  const { message, hint = "" } = networkError("https://api.example", Object.assign(new Error("it failed"), { code }));

  const advice = explain(without(aTurn({ state: "failed", error: `${message}. ${hint}` }), "status"))?.advice ?? "";

  const said = [...(advice.match(/[^.?]+[.?]/g) ?? []), ...(advice.match(/[A-Z]+_[A-Z_]+/g) ?? [])];
  expect(said.filter((words) => hint.includes(words.trim()))).toEqual([]);
});

test.each([
  ["connect ECONNREFUSED 127.0.0.1:1", /listens/],
  ["getaddrinfo ENOTFOUND api.example", /no address/],
  ["The upstream timed out after 30 s", /too long/],
  ["unable to verify the first certificate", /certificate/],
])("%s leads to the right advice", (error, advice) => {
  expect(explain(without(aTurn({ state: "failed", error }), "status"))?.advice).toMatch(advice);
});

test("a status of the upgrade is no trouble", () => {
  expect(socketSession().map((turn) => explain(turn))).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test("side conversations are named, the main one is not", () => {
  expect([...threadLabels(workSession())]).toEqual([["w-title", "title"], ["w-sub", "sub 1"]]);
});
