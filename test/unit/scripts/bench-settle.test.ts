import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { settled, timeOf } from "../../../scripts/bench/settle.ts";

test.runIf(process.platform === "linux")("a process that rests is not waited for, and its time can be told", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('up')"], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");

  expect(await settled([child.pid ?? 0])).toBe(true);
  expect(timeOf([child.pid ?? 0])).toBeGreaterThan(0);
});

test("a process that is gone is not waited for", async () => {
  expect(timeOf([2 ** 30])).toBeUndefined();
  expect(await settled([2 ** 30])).toBe(true);
});
