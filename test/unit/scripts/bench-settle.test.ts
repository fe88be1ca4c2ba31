import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { settled, timesOf } from "../../../scripts/bench/settle.ts";

const GONE = 2 ** 30;
const REST = "setInterval(() => {}, 1000)";

test.runIf(process.platform === "linux")("a process that rests is not waited for, and its time can be told", async () => {
  const pid = await start(REST);

  expect(await settled([pid])).toBe(true);
  expect(timesOf([pid]).get(pid)).toBeGreaterThan(0);
});

test.runIf(process.platform === "linux")("a busy process is waited for, also beside one that is gone", async () => {
  const pid = await start(`${busyFor(700)}; ${REST}`);
  const before = performance.now();

  expect(await settled([GONE, pid])).toBe(true);
  expect(performance.now() - before).toBeGreaterThan(500);
});

test.runIf(process.platform === "linux")("a process that begins late with what it had put off is waited for", async () => {
  const pid = await start(`setTimeout(() => { ${busyFor(700)} }, 500); ${REST}`);
  const before = performance.now();

  expect(await settled([pid])).toBe(true);
  expect(performance.now() - before).toBeGreaterThan(1100);
});

test.runIf(process.platform === "linux")("the child of a process that rests is waited for", async () => {
  const pid = await start(`require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(busyFor(2000))}]); ${REST}`);

  expect(await settled([pid], 300)).toBe(false);
});

test("a process that is gone is not waited for", async () => {
  expect(timesOf([GONE]).size).toBe(0);
  expect(await settled([GONE])).toBe(true);
});

function busyFor(ms: number): string {
  return `for (const until = Date.now() + ${ms}; Date.now() < until; );`;
}

/** A process that has begun with what it is to do. */
async function start(script: string): Promise<number> {
  const child = spawn(process.execPath, ["-e", `console.log("up"); ${script}`], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");
  return child.pid ?? 0;
}
