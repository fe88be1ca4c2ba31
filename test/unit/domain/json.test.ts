import { expect, test } from "vitest";
import { canonical, parseJson } from "../../../src/domain/json.ts";

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

test.each([nested(100_000), `{"a":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`, `["${"x".repeat(2000)}",${nested(501)}]`])("what is nested too deep to be walked is no JSON", (text) => {
  expect(parseJson(text)).toBeUndefined();
});

test("what agents send, however long, is JSON: 500 levels", () => {
  const text = `[${nested(499)},"${"x".repeat(2000)}"]`;

  expect(canonical(parseJson(text))).toBe(text);
});
