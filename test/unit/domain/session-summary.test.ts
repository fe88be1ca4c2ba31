import { expect, test } from "vitest";
import { sessionOf } from "../../../src/domain/session-summary.ts";
import type { TurnSummary } from "../../../src/domain/session.ts";

const turn: TurnSummary = {
  exchangeId: "e",
  index: 0,
  session: "s",
  kind: "turn",
  provider: "p",
  transport: "http",
  agent: "claude",
  agentVersion: "2",
  cwd: "/r",
  model: "m",
  state: "completed",
  phase: "done",
  startedAt: 1000,
  durationMs: 10,
  asked: "list files",
  fromUser: true,
  answered: "done",
  tools: [],
  usage: { input: 1, cacheRead: 2, cacheWrite: 3, output: 4, reasoning: 1 },
  outputTokens: 4,
  outputEstimated: false,
  entries: 1,
  problems: [],
};
const { usage: _, ...uncounted } = turn;
const title: TurnSummary = { ...uncounted, kind: "title", model: "small", thread: "title", asked: "write a title", answered: "Files", startedAt: 900 };

test("a session counts its turns, their usage and their times, in whatever order they come", () => {
  const later: TurnSummary = { ...turn, startedAt: 5000, durationMs: 100, model: "n", asked: "more", provider: "q" };

  expect(sessionOf([later, title, turn])).toEqual({
    id: "s",
    title: "Files",
    agent: "claude",
    agentVersion: "2",
    cwd: "/r",
    providers: ["p", "q"],
    models: ["m", "n"],
    turns: 2,
    running: 0,
    errors: 0,
    startedAt: 900,
    lastAt: 5100,
    usage: { input: 2, cacheRead: 4, cacheWrite: 6, output: 8, reasoning: 2 },
    contextTokens: 6,
  });
});

test("without a title of the agent's own, it is what the person said first", () => {
  const fromTool: TurnSummary = { ...turn, fromUser: false, asked: "exit 1", startedAt: 1 };

  expect(sessionOf([fromTool, turn]).title).toBe("list files");
  expect(sessionOf([fromTool]).title).toBe("exit 1");
  expect(sessionOf([{ ...title, state: "running" }, turn]).title).toBe("list files");
});

test("failed and cut turns are errors, aborted ones are not, running ones run", () => {
  const states = (["failed", "cut", "aborted", "running"] as const).map((state): TurnSummary => ({ ...turn, state }));

  expect(sessionOf(states)).toMatchObject({ turns: 4, errors: 2, running: 1 });
});

test("the context is the main conversation's, not a sub-agent's", () => {
  const sub: TurnSummary = { ...turn, thread: "sub", startedAt: 9000, usage: { input: 100, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 } };

  expect(sessionOf([turn, sub, { ...uncounted, startedAt: 9999 }]).contextTokens).toBe(6);
  expect(sessionOf([sub]).contextTokens).toBe(100);
});

test("no turns make an empty session", () => {
  expect(sessionOf([])).toMatchObject({ id: "", title: "", turns: 0, contextTokens: 0 });
});
