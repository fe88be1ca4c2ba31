import { expect, test } from "vitest";
import { readCloseFrame, sendable } from "../../../src/domain/closing.ts";

test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])("%i may be sent", (code) => {
  expect(sendable({ code, reason: "why" })).toEqual({ code, reason: "why" });
});

test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, Number.NaN])("%d is never sent", (code) => {
  expect(sendable({ code, reason: "" })).toBeUndefined();
});

test.each([
  ["a".repeat(123), 123],
  ["a".repeat(124), 123],
  ["é".repeat(62), 122],
  ["日".repeat(42), 123],
  ["😀".repeat(31), 120],
  [`${"a".repeat(122)}😀`, 122],
])("a reason is cut to what a frame holds, between characters (%#)", (reason, bytes) => {
  const sent = sendable({ code: 1000, reason })?.reason ?? "";

  expect(Buffer.byteLength(sent)).toBe(bytes);
  expect(reason.startsWith(sent)).toBe(true);
});

test("what a close frame says is read back", () => {
  expect(readCloseFrame(Uint8Array.of())).toEqual({ code: 1005, reason: "" });
  expect(readCloseFrame(Uint8Array.of(3))).toEqual({ code: 1005, reason: "" });
  expect(readCloseFrame(Uint8Array.of(0x03, 0xe8))).toEqual({ code: 1000, reason: "" });
  expect(readCloseFrame(Buffer.from("\u0003óné", "latin1"))).toEqual({ code: 1011, reason: "n\ufffd" });
});
