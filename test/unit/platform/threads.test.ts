import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { threadEntry } from "../../../src/platform/embedded.ts";
import { THREADS, type ThreadName } from "../../../src/platform/threads.ts";

const names = Object.keys(THREADS) as ThreadName[];

test.each(names)("the thread %s starts from a file of the sources", (name) => {
  const entry = threadEntry(name);

  expect(entry).toBeInstanceOf(URL);
  expect(existsSync(entry)).toBe(true);
});
