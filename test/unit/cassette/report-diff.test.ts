import { expect, test } from "vitest";
import { diffText, readableDiff } from "../../../src/cassette/report-diff.ts";

const diff = (recorded: string | undefined, live: string | undefined) => diffText({ part: "x", recorded, live });

test("JSON is laid out, so that only the member that differs is marked", () => {
  expect(diff('{"role":"user","text":"hello"}', '{"role":"user","text":"bye"}')).toBe('  {\n    "role": "user",\n-   "text": "hello"\n+   "text": "bye"\n  }');
});

test("line feeds within a text break the line", () => {
  expect(diff(JSON.stringify({ text: "one\ntwo\nthree" }), JSON.stringify({ text: "one\n2\nthree" }))).toMatch(/^- two\n\+ 2$/m);
});

test("an escaped backslash before an n is no line feed", () => {
  expect(diff(JSON.stringify({ path: "C:\\new" }), JSON.stringify({ path: "C:\\old" }))).toMatch(/^-\s+"path": "C:\\\\new"$/m);
});

test("what is absent on one side is all added or all removed", () => {
  expect(diff(undefined, "new")).toBe("+ new");
  expect(diff("old", undefined)).toBe("- old");
});

test("long lines are cut so that the first difference stays in sight", () => {
  const lines = readableDiff({ part: "x", recorded: `${"a".repeat(5000)}OLD${"b".repeat(5000)}`, live: `${"a".repeat(5000)}NEW${"b".repeat(5000)}` });

  expect(lines.map(({ text }) => text.length).every((length) => length < 170)).toBe(true);
  expect(lines.map(({ text }) => /OLD|NEW/.exec(text)?.[0])).toEqual(["OLD", "NEW"]);
});

test("a part that is all different is told in few lines, and at once", () => {
  const text = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word}${i}`).join("\n");

  const lines = readableDiff({ part: "x", recorded: text("a"), live: text("b") });

  expect(lines.length).toBeLessThan(40);
  expect(lines.at(-1)?.text).toMatch(/more lines/);
});
