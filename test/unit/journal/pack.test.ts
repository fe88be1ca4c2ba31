import { randomBytes } from "node:crypto";
import { memoryUsage } from "node:process";
import { setImmediate as turn } from "node:timers/promises";
import { constants, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { CODING, letGo, squeeze, unsqueeze } from "../../../src/journal/pack.ts";
import { createYoungMemory } from "../../../src/platform/young-memory.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";

const words = (bytes: number): Buffer => Buffer.from("what a model says when it is asked, ".repeat(Math.ceil(bytes / 36))).subarray(0, bytes);

test("bytes are compressed where that saves something, and come back as they were", () => {
  const { squeezed, data } = squeeze(words(4000));

  expect(squeezed).toBe(true);
  expect(unsqueeze(data)).toEqual(words(4000));
});

test("what was packed can be let go of at once, and what could not be packed stays whoever's it is", () => {
  const packed = { coding: CODING.zstd, data: squeeze(words(400_000)).data };
  letGo(packed);
  expect(packed.data.buffer.byteLength).toBe(0);

  const bytes = randomBytes(1000);
  letGo({ coding: CODING.plain, data: squeeze(bytes).data });
  expect(bytes).toHaveLength(1000);
});

test("in a hurry only many bytes are compressed", () => {
  expect(squeeze(words(4000), true)).toEqual({ squeezed: false, data: words(4000) });
  expect(squeeze(words(20_000), true).squeezed).toBe(true);
});

test("bytes of any length come back, whichever form their length has in the head of the frame", () => {
  for (const length of [200, 255, 256, 257, 65_535, 65_791, 65_792, 70_000, 2_000_000, 9_000_000]) {
    const { squeezed, data } = squeeze(words(length));

    expect(squeezed, `${length} bytes`).toBe(true);
    expect(unsqueeze(data).equals(words(length)), `${length} bytes`).toBe(true);
  }
});

test("a frame that does not say how long it is can be read, and one that is damaged says so", () => {
  const silent = zstdCompressSync(words(100_000), { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } });
  const { data } = squeeze(words(100_000));

  expect(unsqueeze(silent).equals(words(100_000))).toBe(true);
  for (let at = 0; at < 12; at += 1) {
    const damaged = Buffer.from(data);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(readsAs(damaged, words(100_000)), `byte ${at}`).toBe(false);
  }
  expect(() => unsqueeze(data.subarray(0, 3))).toThrow(/unexpected end|corrupted|unknown/i);
});

test("neither compression leaves memory behind that only a look through all of it gives back", async () => {
  const notePassing = createYoungMemory();
  const bytes = words(130_000);
  collectGarbage();
  await turn();
  const before = memoryUsage().arrayBuffers;
  let [unpacked, most] = [0, 0];

  for (let i = 0; i < 300; i++) {
    unpacked += unsqueeze(squeeze(bytes).data).length;
    notePassing(bytes.length);
    // What was collected is let go of beside all this.
    await turn();
    most = Math.max(most, memoryUsage().arrayBuffers - before);
  }

  expect(unpacked).toBe(300 * bytes.length);
  expect(most).toBeLessThan(6_000_000);
});

test("what waits to be stored takes no more than twice the memory of what it is long", () => {
  for (const length of [1000, 20_000, 50_000, 130_000, 2_000_000]) {
    const hex = Buffer.from(randomBytes(length / 2).toString("hex"));
    for (const bytes of [words(length), hex]) {
      const { data } = squeeze(bytes);
      expect(data.buffer.byteLength, `${length} bytes`).toBeLessThanOrEqual(2 * data.length);
    }
  }
});

function readsAs(frame: Buffer, bytes: Buffer): boolean {
  try {
    return unsqueeze(frame).equals(bytes);
  } catch {
    return false;
  }
}
