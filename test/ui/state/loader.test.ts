import { expect, test } from "vitest";
import { createTestClock } from "../../support/test-clock.ts";
import type { Answer } from "../../../ui/state/api.ts";
import { createLoader } from "../../../ui/state/loader.ts";

function setUp() {
  const clock = createTestClock();
  const asked: { path: string; signal: AbortSignal; answer: (value: Answer<string>) => Promise<void> }[] = [];
  const ask = (path: string, signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<Answer<string>>();
    asked.push({ path, signal, answer: async (value) => (resolve(value), await promise, await Promise.resolve()) });
    return promise;
  };
  return { clock, asked, loader: createLoader<string>({ ask, clock, pause: 250, keep: 2 }) };
}

const ok = (value: string): Answer<string> => ({ ok: true, value });

test("shows that it loads, then what it loaded", async () => {
  const { asked, loader } = setUp();
  loader.show("a", "1");
  expect(loader.loaded.value).toEqual({ state: "loading" });

  await asked[0]?.answer(ok("A"));

  expect(loader.loaded.value).toEqual({ state: "ready", value: "A" });
});

test("a path that is left before it has answered is given up, and cannot overwrite the next", async () => {
  const { asked, loader } = setUp();
  loader.show("a", "1");
  loader.show("b", "1");
  await asked[1]?.answer(ok("B"));
  await asked[0]?.answer(ok("A"));

  expect(asked[0]?.signal.aborted).toBe(true);
  expect(loader.loaded.value).toEqual({ state: "ready", value: "B" });
});

test("a path that streams is loaded again once a pause, with the last version at the end, and stays on the screen", async () => {
  const { clock, asked, loader } = setUp();
  loader.show("a", "1");
  await asked[0]?.answer(ok("A1"));
  for (let n = 2; n < 50; n++) {
    loader.show("a", String(n));
    clock.advance(2);
  }
  expect(asked.length).toBe(1);
  expect(loader.loaded.value).toEqual({ state: "ready", value: "A1" });

  clock.advance(250);

  expect(asked.length).toBe(2);
});

test("what was loaded is kept, and another version of it shown until the new one is there", async () => {
  const { asked, loader } = setUp();
  loader.show("a", "1");
  await asked[0]?.answer(ok("A"));
  loader.show("b", "1");
  loader.show("a", "1");
  expect(loader.loaded.value).toEqual({ state: "ready", value: "A" });
  expect(asked.map(({ path }) => path)).toEqual(["a", "b"]);

  loader.show("b", "1");
  loader.show("a", "2");

  expect(loader.loaded.value).toEqual({ state: "ready", value: "A" });
  expect(asked.map(({ path }) => path)).toEqual(["a", "b", "b", "a"]);
});

test("what is prepared is there at once", async () => {
  const { asked, loader } = setUp();
  loader.prepare("a", "1");
  await asked[0]?.answer(ok("A"));

  loader.show("a", "1");

  expect(loader.loaded.value).toEqual({ state: "ready", value: "A" });
  expect(asked.length).toBe(1);
});

test("a failure is shown when there is nothing else to show, and can be retried", async () => {
  const { asked, loader } = setUp();
  loader.show("a", "1");
  await asked[0]?.answer({ ok: false, failure: { type: "unreachable" } });
  expect(loader.loaded.value).toEqual({ state: "failed", failure: { type: "unreachable" } });

  loader.retry();
  await asked[1]?.answer(ok("A"));

  expect(loader.loaded.value).toEqual({ state: "ready", value: "A" });
});
