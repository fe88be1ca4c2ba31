import fc from "fast-check";
import { expect, test } from "vitest";
import { payloadOf, wholeCharacters } from "../../../src/domain/payload.ts";

test("valid UTF-8 is text that encodes to the same bytes, its byte order mark included", () => {
  const bytes = new TextEncoder().encode("\ufeff\ufeffé😀\0");

  expect(payloadOf(bytes)).toBe("\ufeff\ufeffé😀\0");
});

test("anything else stays the bytes it was, also when their owner writes to them later", () => {
  const bytes = Uint8Array.of(0xff, 0x41);
  const payload = payloadOf(bytes);
  bytes.fill(0);

  expect(payload).toEqual(Uint8Array.of(0xff, 0x41));
});

test("text cut where whole characters end can be put together again, wherever it is cut", () => {
  const bytes = new TextEncoder().encode("aé日😀b");

  for (let at = 0; at <= bytes.length; at++) {
    const whole = wholeCharacters(bytes.subarray(0, at));
    expect(at - whole).toBeLessThan(4);
    expect(typeof payloadOf(bytes.subarray(0, whole))).toBe("string");
    expect(typeof payloadOf(bytes.subarray(whole))).toBe("string");
  }
});

test("at most three bytes of anything are kept for later", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => { expect(bytes.length - wholeCharacters(bytes)).toBeLessThanOrEqual(3); }), { seed: 1 });
});
