import { expect, test } from "vitest";
import { createBodies, type PackedBody, type Place } from "../../../src/journal/bodies.ts";
import { applyDelta } from "../../../src/journal/delta.ts";
import { CODING, unsqueeze } from "../../../src/journal/pack.ts";
import { createRooms } from "../../../src/pipeline/rooms.ts";
import { longSession } from "./long-session.ts";

function packAll(bodies: readonly string[]) {
  const chooser = createBodies<Place>(createRooms());
  const packed = bodies.map((body, seq) => chooser.pack({ exchange: 1, seq }, Buffer.from(body)));
  return { packed, size: packed.reduce((sum, { data }) => sum + data.length, 0), keys: packed.filter(({ base }) => !base).length };
}

function unpack(packed: readonly PackedBody<Place>[], seq: number): Buffer {
  const { coding, base, data } = packed[seq] ?? { coding: CODING.plain, data: Buffer.alloc(0) };
  const plain = coding === CODING.zstd || coding === CODING.zstdDelta ? unsqueeze(data) : data;
  return base ? applyDelta(unpack(packed, base.seq), plain) : plain;
}

test("three conversations at once keep a chain each, with a key frame every 128 bodies", () => {
  const [main, helper, other] = [longSession("main", 130), longSession("helper", 40), longSession("other", 40)];
  const bodies = main.flatMap((body, i) => [body, helper[i], other[i]]).filter((body) => body !== undefined);

  const { packed, keys } = packAll(bodies);

  expect(keys).toBe(4);
  for (const seq of [0, 50, 119, 120, 207, 208, 209]) expect(unpack(packed, seq).toString()).toBe(bodies[seq]);
});

test("a history that was compacted, and one with a token that changes at its start, still build on what was sent before", () => {
  const bodies = longSession("main", 30).map((body, i) => `{"nonce":"${(i * 7907).toString(36)}","rest":${body}}`);
  const compacted = `${bodies[10]?.slice(0, 30_000)}${bodies[20]?.slice(-30_000)}`;

  const { packed, keys } = packAll([...bodies, compacted]);

  expect(keys).toBe(1);
  expect(unpack(packed, 30).toString()).toBe(compacted);
});

test("bodies that have nothing in common are kept whole", () => {
  const { packed, keys } = packAll([longSession("a", 1)[0] ?? "", Buffer.alloc(20_000, 7).toString("latin1"), longSession("b", 1)[0] ?? ""]);

  expect(keys).toBe(3);
  expect(unpack(packed, 2).toString()).toBe(longSession("b", 1)[0]);
});
