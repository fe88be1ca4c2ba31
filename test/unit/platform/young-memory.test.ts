import { execFileSync } from "node:child_process";
import { beforeEach, describe, expect, test } from "vitest";
import { collectGarbage } from "../../support/collect-garbage.ts";
import { until } from "../../support/until.ts";
import { createYoungMemory } from "../../../src/platform/young-memory.ts";

const MB = 1024 * 1024;

// What a test before this one left would be let go of in the midst of it, and nothing would seem to gather. The second waits for
// what the first found.
beforeEach(() => {
  collectGarbage();
  collectGarbage();
});

test("buffers that nobody needs any more are let go of when a few megabytes have passed", async () => {
  const notePassing = createYoungMemory();
  notePassing(4 * MB);
  const before = process.memoryUsage().arrayBuffers;

  for (let n = 0; n < 256; n += 1) Buffer.alloc(64 * 1024);
  notePassing(4 * MB);

  await until("the buffers are gone", () => (process.memoryUsage().arrayBuffers < before + 8 * MB ? true : undefined), 5000);
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + 8 * MB);
});

test("what is made where others lived long is young all the same, and goes without all memory being looked through", () => {
  // A program of its own that compiles and collects in the same order each time: else chance decides what is taken to live long.
  const said = execFileSync(process.execPath, ["--predictable", "--input-type=module", "--eval", SHORT_LIVES_AFTER_LONG_ONES], { encoding: "utf8" });

  const { made, old } = JSON.parse(said) as { readonly made: number; readonly old: number };
  expect(old).toBeLessThan(made / 10);
});

/** Says how many bytes of texts it made, and by how many what is old grew meanwhile. */
const SHORT_LIVES_AFTER_LONG_ONES = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { createYoungMemory } from ${JSON.stringify(new URL("../../../src/platform/young-memory.ts", import.meta.url).href)};

  const SIZE = 4096;
  const bytes = Buffer.alloc(SIZE, "a");
  const oldBytes = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space").space_used_size;
  const note = (list) => list.push({ text: bytes.toString("latin1") });
  const make = (count, atOnce) => {
    let list = [];
    for (let n = 0; n < count; n++) {
      note(list);
      if (list.length === atOnce) list = [];
    }
  };

  createYoungMemory();
  make(100_000, 10_000);
  let grown = 0;
  let before = oldBytes();
  for (let n = 0; n < 100; n++) {
    make(1000, 16);
    const now = oldBytes();
    grown += Math.max(0, now - before);
    before = now;
  }
  console.log(JSON.stringify({ made: 100_000 * SIZE, old: grown }));
`;

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
