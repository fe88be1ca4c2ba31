import fc from "fast-check";
import { expect, test } from "vitest";
import { align } from "../../../src/pipeline/align.ts";
import { commonPrefix, commonSuffix } from "../../../src/pipeline/common-run.ts";
import { applyDelta, encodeDelta } from "../../../src/journal/delta.ts";

/** Bodies made of few different stretches, so that they share much in many places. */
const stretches = ["a".repeat(40), "the quick brown fox jumps over the lazy dog", "0123456789".repeat(9), "x", '{"role":"user","content":"hello"},'];
const body = fc.array(fc.oneof(fc.constantFrom(...stretches), fc.string())).map((parts) => Buffer.from(parts.join("")));

test("any body comes back from any base byte for byte", () => {
  fc.assert(
    fc.property(body, body, (base, target) => {
      expect(applyDelta(base, encodeDelta(target, align(base, target))).equals(target)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("an edit in the middle costs no more than the edit", () => {
  const history = Array.from({ length: 2000 }, (_, i) => `{"n":${i},"text":"${(i * 7919).toString(36).repeat(5)}"}`);
  const base = Buffer.from(history.join(","));
  const target = Buffer.from(["changed at the start", ...history.slice(1, 900), "an edit", ...history.slice(905), "and news"].join(","));

  expect(encodeDelta(target, align(base, target)).length).toBeLessThan(200);
});

test("the shared start and end of two bodies are found to the byte", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array({ maxLength: 300 }), (a, b, shared) => {
      const [one, two] = [Buffer.from([...shared, 1, ...a]), Buffer.from([...shared, 2, ...b])];
      expect(commonPrefix(one, two)).toBe(shared.length);
      expect(commonSuffix(Buffer.from([...a, 1, ...shared]), Buffer.from([...b, 2, ...shared]))).toBe(shared.length);
    }),
  );
});
