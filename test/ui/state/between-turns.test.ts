import { expect, test } from "vitest";
import { aRunningTurn, aTurn, NOW } from "../../support/ui-turns.ts";
import { betweenTurns } from "../../../ui/state/between-turns.ts";
import { emptyModel } from "../../../ui/state/model.ts";
import { apply } from "../../../ui/state/reducer.ts";

const tools = [{ id: "a", name: "Bash", hint: "npm test" }];
const called = aTurn({ startedAt: NOW - 5000, durationMs: 4000, tools });
const after = (...turns: readonly ReturnType<typeof aTurn>[]) => betweenTurns(apply(emptyModel, { type: "change", seq: 1, sessions: [], turns }), NOW);

test("a turn that called tools waits for the next one of its session", () => {
  expect(after(aTurn({ exchangeId: "0", startedAt: NOW - 9000 }), called)).toEqual([called]);
  expect(after(called, aTurn({ exchangeId: "title", startedAt: NOW, kind: "title" }))).toEqual([called]);
});

test.each([
  ["was the last word", [aTurn({ ...called, tools: [] })]],
  ["was broken off", [aTurn({ ...called, state: "aborted" })]],
  ["was followed", [called, aTurn({ exchangeId: "1", startedAt: NOW - 500 })]],
  ["is followed now", [called, aRunningTurn({ exchangeId: "1", startedAt: NOW })]],
  ["ended a minute ago", [aTurn({ ...called, startedAt: NOW - 64_000 })]],
])("one that %s waits for nothing", (_, turns) => {
  expect(after(...turns)).toEqual([]);
});
