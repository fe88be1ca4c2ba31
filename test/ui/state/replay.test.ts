import { computed, signal } from "@preact/signals";
import { expect, test } from "vitest";
import { aReplay, aVerdict, replayAnswer, type UiReplay } from "../../support/ui-replay.ts";
import { createTestClock } from "../../support/test-clock.ts";
import type { Answer, Api } from "../../../ui/state/api.ts";
import { parseFilter } from "../../../ui/state/filter.ts";
import { createReplay } from "../../../ui/state/replay.ts";
import type { Route } from "../../../ui/state/route.ts";

/** A page in front of a replay that a test changes; answers come as soon as they are asked for. */
function setUp(first: UiReplay | undefined) {
  const served = { replay: first, broken: false };
  const asked: string[] = [];
  const json = async <T>(path: string): Promise<Answer<T>> => {
    asked.push(path);
    if (served.broken) return { ok: false, failure: { type: "unreachable" } };
    return { ok: true, value: replayAnswer(served.replay, Number(path.split("after=")[1] ?? 0)) as T };
  };
  const route = signal<Route>({ cassettes: true, tab: "delta", q: "" });
  const go = (next: Route): void => void (route.value = next);
  const replay = createReplay({
    api: { json } as unknown as Api,
    clock: createTestClock(),
    navigation: { route, push: go, replace: go },
    filter: computed(() => parseFilter(route.value.q)),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { served, asked, route, replay, settled, lists: () => asked.filter((path) => path.includes("after")) };
}

const exact = (count: number): UiReplay => ({ ...aReplay(), verdicts: Array.from({ length: count }, (_, i) => ({ ...aVerdict(), n: i + 1 })) });

test("only what is new is asked for, and only when there is something new", async () => {
  const { served, replay, settled, lists } = setUp(exact(2));
  replay.load();
  await settled();
  replay.hear({ run: "run-1", asks: 2 });
  served.replay = exact(5);
  replay.hear({ run: "run-1", asks: 4 });
  replay.hear({ run: "run-1", asks: 5 });
  await settled();

  expect(lists()).toEqual(["replay?after=0", "replay?after=2"]);
  expect(replay.running.value?.verdicts.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
});

test("another run at the same address starts over", async () => {
  const { served, replay, settled } = setUp(exact(5));
  replay.load();
  await settled();
  served.replay = { ...exact(1), run: "run-2" };
  replay.hear({ run: "run-2", asks: 1 });
  await settled();

  expect(replay.running.value?.run).toBe("run-2");
  expect(replay.running.value?.verdicts).toHaveLength(1);
});

test("verdicts stay on the screen when the replay has ended", async () => {
  const { served, replay, settled } = setUp(exact(2));
  replay.load();
  await settled();
  served.broken = true;
  replay.load();
  await settled();

  expect(replay.running.value?.verdicts).toHaveLength(2);
});

test("a proxy runs none, and says so; what does not answer is a failure", async () => {
  const proxy = setUp(undefined);
  proxy.replay.load();
  await proxy.settled();
  expect(proxy.replay.state.value).toBe("none");

  const dead = setUp(undefined);
  dead.served.broken = true;
  dead.replay.load();
  await dead.settled();
  expect(dead.replay.state.value).toEqual({ type: "unreachable" });
});

test("what is looked at first is what needs it: a miss, else a drift, else the first", async () => {
  const { route, replay, settled } = setUp(aReplay());
  replay.load();
  await settled();
  expect(replay.row.value?.n).toBe(6);
  route.value = { ...route.value, q: "-is:miss" };
  expect(replay.row.value?.n).toBe(4);
  route.value = { ...route.value, q: "is:exact" };
  expect(replay.row.value?.n).toBe(1);
  route.value = { ...route.value, q: "is:miss is:xyz status:529" };
  expect(replay.row.value?.n).toBe(6);
});

test("steps go along what passes the filter, also from an ask that does not", async () => {
  const { route, replay, settled } = setUp(aReplay());
  replay.load();
  await settled();
  route.value = { cassettes: true, ask: 5, tab: "delta", q: "is:exact" };

  expect([replay.move(1, () => true), route.value.ask]).toEqual([true, 8]);
  expect([replay.move(1, () => true), route.value.ask]).toEqual([false, 8]);
  expect([replay.move(-1, () => true), route.value.ask]).toEqual([true, 3]);
});
