import { expect, test } from "vitest";
import { createOutgoing } from "../../../src/journal/outgoing.ts";

const KB = 1024;

type Taken = ReturnType<ReturnType<typeof createOutgoing>["take"]>;

function bytesIn({ observations, slabs }: Taken): string {
  const packed = JSON.parse(observations) as readonly (readonly [id: string, at: number, from: string, slab: number, offset: number, length: number])[];
  return packed.map(([, , , slab, offset, length]) => Buffer.from(slabs[slab] ?? new SharedArrayBuffer(0), offset, length).toString("latin1")).join("");
}

const said = (text: string, at = 1) => ({ type: "bytes", id: "a", at, from: "client", bytes: Buffer.from(text) }) as const;

test("bytes that are longer than a slab lie in several, in their order", () => {
  const outgoing = createOutgoing();
  const text = Array.from({ length: 100_000 }, (_, n) => `${n} `).join("");

  outgoing.add(said("before "));
  outgoing.add(said(text));
  const taken = outgoing.take();

  expect(bytesIn(taken)).toBe(`before ${text}`);
  expect(taken.slabs.length).toBeGreaterThan(2);
  expect(taken.full).toHaveLength(taken.slabs.length - 1);
});

test("a trickle stays in one slab, and what was taken of it before is left as it is", () => {
  const outgoing = createOutgoing();

  const taken = ["one", "two", "three"].map((word) => {
    outgoing.add(said(word));
    return outgoing.take();
  });

  expect(taken.map(bytesIn)).toEqual(["one", "two", "three"]);
  expect(new Set(taken.flatMap(({ slabs }) => slabs)).size).toBe(1);
});

test("only slabs that were given back are written to again", () => {
  const outgoing = createOutgoing();
  const fill = (word: string): Taken => {
    for (let n = 0; n < 8; n += 1) outgoing.add(said(word.repeat(64 * KB), n));
    return outgoing.take();
  };

  const [first, second] = [fill("a"), fill("b")];
  expect(bytesIn(first)).toBe("a".repeat(512 * KB));
  outgoing.reuse(first.full);
  const third = fill("c");

  expect(third.slabs.some((slab) => first.slabs.includes(slab))).toBe(true);
  expect(bytesIn(second)).toBe("b".repeat(512 * KB));
  expect(bytesIn(third)).toBe("c".repeat(512 * KB));
});

test("megabytes that come and are read go through the same few slabs", () => {
  const outgoing = createOutgoing();
  const seen = new Set<SharedArrayBuffer>();

  for (let n = 0; n < 20; n += 1) {
    outgoing.add(said("x".repeat(4 * KB * KB), n));
    const { slabs, full } = outgoing.take();
    for (const slab of slabs) seen.add(slab);
    outgoing.reuse(full);
  }

  expect(seen.size).toBeLessThanOrEqual(18);
});
