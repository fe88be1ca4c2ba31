import { expect, test } from "vitest";
import { until } from "../../support/until.ts";
import { createYoungMemory } from "../../../src/platform/young-memory.ts";

const MB = 1024 * 1024;

test("buffers that nobody needs any more are let go of when a few megabytes have passed", async () => {
  const notePassing = createYoungMemory();
  notePassing(4 * MB);
  const before = process.memoryUsage().arrayBuffers;

  for (let n = 0; n < 256; n += 1) Buffer.alloc(64 * 1024);
  notePassing(4 * MB);

  await until("the buffers are gone", () => (process.memoryUsage().arrayBuffers < before + 8 * MB ? true : undefined), 5000);
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + 8 * MB);
});
