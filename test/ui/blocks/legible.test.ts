import { expect, test } from "vitest";
import { legible } from "../../../ui/blocks/legible.ts";

test.each([
  ["\u001b[1;31mfailed\u001b[0m \u001b[38;5;12mblue\u001b[m", "failed blue"],
  ["\u001b]8;;https://a.example\u0007link\u001b]8;;\u001b\\ and \u001b[2K\u001b[1Gline", "link and line"],
  ["rm \u202Eexe.png\u202C", "rm ⟨U+202E⟩exe.png⟨U+202C⟩"],
  ["\u2066isolated\u2069", "⟨U+2066⟩isolated⟨U+2069⟩"],
])("%j reads %j", (text, read) => {
  expect(legible(text)).toBe(read);
});

test.each(["plain [31m text\n\twith lines", "שלום \u200Fעולם", "👩‍👩‍👧 é", ""])("%j stays as it is", (text) => {
  expect(legible(text)).toBe(text);
});
