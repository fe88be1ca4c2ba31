import { expect, test } from "vitest";
import { createSleepingRecorder } from "../../../src/cli/sleeping-recorder.ts";
import type { Observation, Recorder } from "../../../src/pipeline/recorder.ts";

const finished = (id: string): Observation => ({ type: "finished", id, at: 0, from: "client" });

function rememberingRecorder() {
  const seen: string[] = [];
  const recorder: Recorder = {
    observe: (observation) => void (observation.type === "finished" && seen.push(observation.id)),
    behind: true,
    drained: () => undefined,
    close: async () => void seen.push("closed"),
  };
  return { seen, recorder };
}

test("nothing is started, and nothing recorded, until it is woken", async () => {
  const { seen, recorder } = rememberingRecorder();
  let started = 0;
  const sleeping = createSleepingRecorder(
    async () => {
      started += 1;
      return recorder;
    },
    () => undefined,
  );

  sleeping.observe(finished("a"));
  expect([started, sleeping.behind]).toEqual([0, false]);
  sleeping.wake();
  sleeping.wake();
  await new Promise((resolve) => setImmediate(resolve));
  sleeping.observe(finished("b"));
  await sleeping.close();

  expect([started, seen, sleeping.behind]).toEqual([1, ["b", "closed"], true]);
});

test("a recorder that does not start is told of, and holds nothing up", async () => {
  const problems: unknown[] = [];
  const sleeping = createSleepingRecorder(
    () => Promise.reject(new Error("no disk")),
    (error) => problems.push(error),
  );

  sleeping.wake();
  await sleeping.close();

  expect(problems).toMatchObject([{ message: "no disk" }]);
});
