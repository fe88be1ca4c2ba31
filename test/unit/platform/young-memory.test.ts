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

/** What is collected at three looks, after `gathers`. */
function collections(mayPause: boolean, gathers: () => void): readonly string[] {
  const types: string[] = [];
  const notePassing = createYoungMemory({ mayPause, collect: ({ type }) => types.push(type) });
  for (let n = 0; n < 4; n += 1) notePassing(4 * MB);
  types.length = 0;
  gathers();
  for (let n = 0; n < 3; n += 1) notePassing(4 * MB);
  return types;
}

function buffers(megabytes: number): Buffer<ArrayBuffer>[] {
  return Array.from({ length: megabytes }, () => Buffer.alloc(MB));
}

describe("all memory is looked through", () => {
  test("where a thread may pause, once much has gathered and what is young is not what does it", () => {
    const held: Buffer[] = [];

    expect(collections(true, () => held.push(...buffers(32)))).toEqual(["minor", "major"]);
    expect(held).toHaveLength(32);
  });

  test("not when what is needed shrinks and grows again", () => {
    const held = buffers(32);
    const types: string[] = [];
    const notePassing = createYoungMemory({ mayPause: true, collect: ({ type }) => types.push(type) });
    for (let n = 0; n < 4; n += 1) notePassing(4 * MB);
    types.length = 0;
    for (let n = 0; n < 5; n += 1) {
      for (const buffer of held.splice(0)) buffer.buffer.transfer(0);
      notePassing(4 * MB);
      held.push(...buffers(30));
      notePassing(4 * MB);
    }

    expect(types).not.toContain("major");
  });

  test("not where little has gathered, and not where somebody waits", () => {
    const held: Buffer[] = [];

    expect(collections(true, () => held.push(...buffers(1)))).toEqual(["minor"]);
    expect(collections(false, () => held.push(...buffers(32)))).toEqual(["minor"]);
    expect(held).toHaveLength(33);
  });
});
