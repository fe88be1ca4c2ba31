import { expect, test } from "vitest";
import { aRunningTurn, aSession, aTurn, NOW } from "../../support/ui-turns.ts";
import { longSession } from "../../support/ui-sessions.ts";
import { emptyModel, turnKey, type ModelEvent } from "../../../ui/state/model.ts";
import { apply } from "../../../ui/state/reducer.ts";

const first = aTurn({ exchangeId: "a", startedAt: NOW });
const second = aRunningTurn({ exchangeId: "b", startedAt: NOW + 1 });
const change = (seq: number, ...turns: readonly typeof first[]): ModelEvent => ({ type: "change", seq, sessions: [aSession(turns)], turns });
const snapshot = (seq: number, ...turns: readonly typeof first[]): ModelEvent => ({ type: "snapshot", seq, sessions: [aSession(turns)], turns });
const after = (...events: readonly ModelEvent[]) => events.reduce(apply, emptyModel);

test("what was loaded and what came live make the same model", () => {
  const loaded = after(snapshot(2, first, second));
  const live = after(change(1, first), change(2, first, second));

  expect(live).toEqual(loaded);
});

test("a turn that changes stays in its place", () => {
  const model = after(snapshot(1, first, second), change(2, { ...first, answered: "more" }));

  expect(model.turns.get("s1")?.map(({ exchangeId, answered }) => [exchangeId, answered])).toEqual([["a", "more"], ["b", ""]]);
});

test("turns stand in the order in which they began, however they come", () => {
  const model = after(change(1, second), change(2, first));

  expect(model.turns.get("s1")?.map(({ exchangeId }) => exchangeId)).toEqual(["a", "b"]);
});

test("asks on one WebSocket are turns of their own", () => {
  const asks = [0, 1, 2].map((index) => aTurn({ exchangeId: "ws", index, startedAt: NOW + index }));
  const model = after(snapshot(1, ...asks), change(2, { ...aTurn({ exchangeId: "ws", index: 1, startedAt: NOW + 1 }), answered: "second" }));

  expect(model.turns.get("s1")?.map(({ answered }) => answered)).toEqual(["", "second", ""]);
});

test("a turn runs until it ends", () => {
  const running = after(change(1, second));
  const ended = apply(running, change(2, aTurn({ exchangeId: "b", startedAt: NOW + 1 })));

  expect([...running.running.keys()]).toEqual([turnKey(second)]);
  expect([...ended.running.keys()]).toEqual([]);
});

test("an answer of the API that is older than the feed changes nothing that is known", () => {
  const ended = aTurn({ exchangeId: "b", startedAt: NOW + 1, answered: "done" });
  const model = after(change(5, ended), snapshot(3, first, second));

  expect(model.turns.get("s1")?.map(({ state }) => state)).toEqual(["completed", "completed"]);
  expect(model.running.size).toBe(0);
  expect(model.seq).toBe(5);
});

test("an answer of the API does not move the number from which the feed goes on", () => {
  const model = after(snapshot(3, first), snapshot(9, second));

  expect(model.seq).toBe(3);
});

test("a reset leaves nothing", () => {
  expect(after(change(5, first), { type: "reset" })).toBe(emptyModel);
});

test("a change within 50,000 turns leaves the others as they are", () => {
  const turns = longSession(50_000);
  const model = after({ type: "snapshot", seq: 1, sessions: [], turns });
  const changed = { ...(turns.at(-2) ?? first), answered: "new" };

  const list = apply(model, { type: "change", seq: 2, sessions: [], turns: [changed] }).turns.get("long") ?? [];

  expect(list.length).toBe(50_000);
  expect(list.filter((turn, at) => turn !== turns[at])).toEqual([changed]);
});
