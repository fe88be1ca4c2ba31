import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

/** proc_pid_stat(5): field 19 is the nice value; the name in brackets may hold spaces. */
const NICE = `Number(readFileSync("/proc/thread-self/stat", "utf8").split(") ").at(-1).split(" ")[16])`;

test.runIf(process.platform === "linux")("a thread that steps back lets others go first, and is alone in that", async () => {
  const module = new URL("../../../src/platform/step-back.ts", import.meta.url).href;
  const code = `
    import { readFileSync } from "node:fs";
    import { parentPort } from "node:worker_threads";
    const { stepBack } = await import(${JSON.stringify(module)});
    const before = ${NICE};
    stepBack();
    parentPort.postMessage({ before, after: ${NICE} });
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));

  const [{ before, after }] = (await once(worker, "message")) as [{ before: number; after: number }];
  await worker.terminate();

  expect(after).toBeGreaterThan(before);
});
