import { expect, test } from "vitest";
import { absolutePath, shortPath } from "../../../src/platform/paths.ts";

const env = { HOME: "/home/me" };

test("~ is the home folder, also where no shell replaced it", () => {
  expect(absolutePath("~/.ccxray", env)).toBe("/home/me/.ccxray");
  expect(absolutePath("~", env)).toBe("/home/me");
  expect(absolutePath("/x/../y", env)).toBe("/y");
});

test("a path under the home folder is shown with ~, its neighbours are not", () => {
  expect(shortPath("/home/me/code", env)).toBe("~/code");
  expect(shortPath("/home/me", env)).toBe("~");
  expect(shortPath("/home/mean", env)).toBe("/home/mean");
});
