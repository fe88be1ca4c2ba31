import { describe, expect, test } from "vitest";
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

function collections(mayPause: boolean, gathers: () => void): readonly string[] {
  const types: string[] = [];
  const notePassing = createYoungMemory({ mayPause, collect: ({ type }) => types.push(type) });
  notePassing(4 * MB);
  types.length = 0;
  gathers();
  notePassing(4 * MB);
  return types;
}

function buffers(megabytes: number): Buffer[] {
  return Array.from({ length: megabytes }, () => Buffer.alloc(MB));
}

describe("all memory is looked through", () => {
  test("where a thread may pause, once much has gathered", () => {
    const held: Buffer[] = [];

    expect(collections(true, () => held.push(...buffers(32))).at(-1)).toBe("major");
    expect(held).toHaveLength(32);
  });

  test("not where little has gathered, and not where somebody waits", () => {
    const held: Buffer[] = [];

    expect(collections(true, () => held.push(...buffers(1)))).toEqual(["minor"]);
    expect(collections(false, () => held.push(...buffers(32)))).toEqual(["minor"]);
    expect(held).toHaveLength(33);
  });
});
