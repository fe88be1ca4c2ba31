import fc from "fast-check";
import { expect, test } from "vitest";
import { lastLines, oneLine } from "../../../src/domain/one-line.ts";

const piece = fc.constantFrom("word", "a", " ", "  ", "\n", "\r\n", "\t", "\0", "\x85", "\u00a0", "\u2028", "\u001b[1;31m", "\u001b", "é", "😀", "\ud800", "\udc00", "\uFFFD");
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

test("whatever a text holds, one line has no white space but single spaces, no control characters and no half characters", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (whole, longest) => {
      for (const line of [oneLine(whole, longest), lastLines(whole, 2, longest)]) {
        expect(line).not.toMatch(/[^\S ]| {2}|^ | $|\p{Cc}|\p{Cs}/u);
        expect(Array.from(line).length).toBeLessThanOrEqual(longest);
      }
    }),
  );
});

test("a long text loses its end, or the lines before its last ones, and says so", () => {
  expect(oneLine("  one two three", 8)).toBe("one two…");
  expect(oneLine("one\n\ttwo", 8)).toBe("one two");
  expect(oneLine("\u001b[31m FAIL \u001b[0m a.test.ts", 20)).toBe("FAIL a.test.ts");
  expect(lastLines("one\ntwo\n\nthree\n", 2, 20)).toBe("two three");
  expect(lastLines("one two three", 2, 6)).toBe("…three");
});
