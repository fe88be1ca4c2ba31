import { expect, test } from "vitest";
import { withoutPlace, withoutToolNoise } from "../../../../src/providers/shared/replay-text.ts";

test.each([
  ["Chunk ID: 5c3662\nWall time: 0.0000 seconds", "Chunk ID: a0ffee\nWall time: 12.5 seconds"],
  ["Script completed\nWall time 0.1 seconds\nOutput:\n", "Script completed\nWall time 10.6 seconds\nOutput:\n"],
  ["Original token count: 12", "Original token count: 9"],
  ["Process running with session ID 48211", "Process running with session ID 7"],
  ['{"output":"a","metadata":{"exit_code":0,"duration_seconds":0.1}}', '{"output":"a","metadata":{"exit_code":0,"duration_seconds":2}}'],
  ["Output: a\nProcess Group PGID: 4711", "Output: a\nProcess Group PGID: 12"],
  ["wrote /tmp/tmp.aB3dE6gH9j/x", "wrote /tmp/tmp.Zz3dE6gH9k/x"],
  ["wrote {{tmp}}/tmpab12cd34", "wrote {{tmp}}/tmpzz99_x01"],
  ["wrote /tmp/build-a1B2c3/x", "wrote /tmp/build-Zz9Yy8/x"],
])("what differs from run to run in a tool's output does not count: %j", (one, other) => {
  expect(withoutToolNoise(one)).toBe(withoutToolNoise(other));
});

test.each([
  ["Exit code: 0", "Exit code: 1"],
  ["ran 42", "ran 43"],
  ["wrote /tmp/build-report/x", "wrote /tmp/build-number/x"],
  ["Wall time", "Wall clock"],
])("what a tool said counts: %j", (one, other) => {
  expect(withoutToolNoise(one)).not.toBe(withoutToolNoise(other));
});

test.each([
  ["# currentDate\nToday's date is 2026-01-02.\n\nmore", "# currentDate\nToday's date is 2027-12-31.\n\nmore"],
  ["<environment_context>\n <cwd>/a</cwd><current_date>1</current_date><timezone>A/B</timezone>", "<environment_context>\n <cwd>/b/c</cwd><current_date>2</current_date><timezone>UTC</timezone>"],
  ["text\n\ngitStatus: as of now\n\nRecent commits:\na62954d init", "text\n\ngitStatus: as of now\n\nStatus:\nM x\n\nRecent commits:\nbeef123 other"],
  ["at `{{home}}/.claude/projects/-tmp-a/memory/`", "at `{{home}}/.claude/projects/-home-b-c/memory/`"],
  ["x-anthropic-billing-header: cc_version=2.1.197.20a; cc_entrypoint=cli;", "x-anthropic-billing-header: cc_version=2.1.197.ff1; cc_entrypoint=cli;"],
  ["OS Version: Linux 6.1", "OS Version: Darwin 25"],
])("what differs with the place does not count: %j", (one, other) => {
  expect(withoutPlace(one)).toBe(withoutPlace(other));
});

test("an agent's version counts, and what stands around a date", () => {
  expect(withoutPlace("x-anthropic-billing-header: cc_version=2.1.197.20a;")).not.toBe(withoutPlace("x-anthropic-billing-header: cc_version=2.1.198.20a;"));
  expect(withoutPlace("Today's date is 1.\nBe kind.")).toBe("Today's date is {{date}}\nBe kind.");
});
