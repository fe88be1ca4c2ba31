import type { Alignment } from "../pipeline/align.ts";
import { createVarintReader, createVarintWriter } from "./varint.ts";

// A body as changes to an earlier one, with which it was aligned.

/** The target as a list of (news, copied run). */
export function encodeDelta(target: Buffer, { runs }: Alignment): Buffer {
  const writer = createVarintWriter();
  let at = 0;
  let expected = 0;
  for (const run of runs) {
    writer.number(run.target - at);
    writer.bytes(target.subarray(at, run.target));
    writer.signed(run.base - expected);
    writer.number(run.length);
    at = run.target + run.length;
    expected = run.base + run.length;
  }
  writer.number(target.length - at);
  writer.bytes(target.subarray(at));
  return writer.result();
}

/** The target again, from its base and its delta, in a buffer that `take` gives. */
export function applyDelta(base: Buffer, delta: Buffer, take: (length: number) => Buffer = Buffer.allocUnsafe): Buffer {
  const parts = partsOf(base, delta);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const target = take(length);
  let at = 0;
  for (const part of parts) at += part.copy(target, at);
  return target;
}

function partsOf(base: Buffer, delta: Buffer): readonly Buffer[] {
  const reader = createVarintReader(delta);
  const parts: Buffer[] = [];
  let expected = 0;
  while (!reader.isDone()) {
    parts.push(reader.bytes(reader.number()));
    if (reader.isDone()) break;
    const from = expected + reader.signed();
    expected = from + reader.number();
    parts.push(base.subarray(from, expected));
  }
  return parts;
}
