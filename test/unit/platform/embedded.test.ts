import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { threadEntry, uiFiles } from "../../../src/platform/embedded.ts";
import { THREADS, type ThreadName } from "../../../src/platform/threads.ts";

const names = Object.keys(THREADS) as ThreadName[];

test.each(names)("the thread %s starts from a file of the sources", (name) => {
  const entry = threadEntry(name);

  expect(entry).toBeInstanceOf(URL);
  expect(existsSync(entry)).toBe(true);
});

test("the page that was built is there by its paths, with media types", () => {
  const types = Object.fromEntries(Object.entries(uiFiles()).map(([path, { type }]) => [path, type]));

  expect(types).toEqual({
    "assets/main.css": "text/css; charset=utf-8",
    "assets/main.js": "text/javascript; charset=utf-8",
    "index.html": "text/html; charset=utf-8",
  });
});
