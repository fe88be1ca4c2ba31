import { expect, test } from "vitest";
import { suspiciousMembers } from "../../../src/cassette/check-members.ts";
import { withoutIdentity } from "../../../src/cassette/identity.ts";

test("an id is found at any usual depth of JSON within JSON", () => {
  const texts = [0, 1, 2, 3].map((depth) => Array.from({ length: depth }).reduce<string>((text) => JSON.stringify(text), '{"account_id":"9f8e7d6c5b4a"}'));

  expect(texts.map((text) => withoutIdentity(text).includes("9f8e7d6c5b4a"))).toEqual([false, false, false, false]);
});

test("a long run of backslashes takes no long time", { timeout: 2000 }, () => {
  const text = `{"a":"${"\\".repeat(400_000)}"}`;

  expect(withoutIdentity(text)).toBe(text);
  expect(suspiciousMembers(text, 1)).toEqual([]);
});
