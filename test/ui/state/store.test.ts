import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { FeedEvent } from "../../../src/dashboard/contract.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { aSession, aTurn } from "../../support/ui-turns.ts";
import type { Answer, Api } from "../../../ui/state/api.ts";
import type { Route } from "../../../ui/state/route.ts";
import { createStore } from "../../../ui/state/store.ts";

/** A page in front of a journal that a test puts another one in the place of. */
function setUp() {
  const clock = createTestClock();
  const served = { name: "home", seq: 10, sessions: ["a"] };
  const json = async <T>(path: string): Promise<Answer<T>> => {
    const sessions = served.sessions.map((session) => aSession([aTurn({ session })]));
    const value = path.startsWith("sessions") ? { seq: served.seq, sessions, running: [], total: sessions.length } : { running: false };
    return { ok: true, value: value as T };
  };
  const greetings: (() => void)[] = [];
  const breaks: (() => void)[] = [];
  const openStream = () => ({
    addEventListener(type: string, listener: (event: { data?: unknown }) => void) {
      const hello: FeedEvent = { type: "hello", seq: served.seq, version: "1", pid: 1, journal: served.name };
      if (type === "message") greetings.push(() => listener({ data: JSON.stringify(hello) }));
      if (type === "error") breaks.push(() => listener({}));
    },
    close: () => undefined,
  });
  const route = signal<Route>({ tab: "delta", q: "" });
  const go = (next: Route): void => void (route.value = next);
  const store = createStore({ api: { json } as unknown as Api, clock, openStream, navigation: { route, push: go, replace: go } });
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(300);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const greet = async (): Promise<void> => {
    greetings.at(-1)?.();
    await settled();
  };
  const reconnect = async (): Promise<void> => {
    breaks.at(-1)?.();
    await settled();
    await greet();
  };
  return { served, store, settled, greet, reconnect, shown: () => [...store.model.value.sessions.keys()] };
}

test("another process with the same journal goes on where the one before ended", async () => {
  const { served, store, settled, greet, reconnect, shown } = setUp();
  store.start();
  await settled();
  await greet();

  served.sessions = ["never loaded"];
  await reconnect();

  expect(shown()).toEqual(["a"]);
});

test("a process with another journal at the same address shows its own sessions and no others", async () => {
  const { served, store, settled, greet, reconnect, shown } = setUp();
  store.start();
  await settled();
  await greet();

  Object.assign(served, { name: "elsewhere", seq: 90, sessions: ["b"] });
  await reconnect();

  expect(shown()).toEqual(["b"]);
});
