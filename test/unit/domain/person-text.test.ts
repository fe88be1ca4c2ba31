import { expect, test } from "vitest";
import { personText } from "../../../src/domain/person-text.ts";

test.each([
  ["hi there ", "hi there"],
  ["<system-reminder>a\nb</system-reminder>\nhi", "hi"],
  ["<system-reminder>a</system-reminder><system-reminder>b</system-reminder>", ""],
  ["<environment_context>\n  <cwd>/x</cwd>\n</environment_context>", ""],
  ["# AGENTS.md instructions for /r\n\n<INSTRUCTIONS>\nBe nice.\n</INSTRUCTIONS>", ""],
  ["<user_instructions>\nx\n</user_instructions>", ""],
  ["<user_query>fix it</user_query>", "fix it"],
  ["<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>now</command-args>", "/review\nnow"],
  ["why is <system-reminder> in my prompt?", "why is <system-reminder> in my prompt?"],
  ["a < b and <b>bold</b>", "a < b and <b>bold</b>"],
])("of %j remains %j", (text, own) => {
  expect(personText(text)).toBe(own);
});
