import { expect, test } from "vitest";
import { replay } from "../../../src/cli/test-kit.ts";
import type { replay as published } from "../../../scripts/build/test-kit-types.d.ts";

test("ccxray/test is published with the types that it has", () => {
  // Both ways, so that neither says more than the other: a difference is an error of types.
  const asPublished: typeof published = replay;
  const asWritten: typeof replay = asPublished;

  expect(asWritten).toBe(replay);
});
