import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Values, not types, that a file takes from undici. */
function takenFromUndici(text: string): string[] {
  const lists = [...text.matchAll(/^import \{([^}]*)\} from "undici";$/gm)].map(([, names = ""]) => names);
  return lists.flatMap((names) => names.split(",").map((name) => name.trim())).filter((name) => name !== "" && !name.startsWith("type "));
}

test("the bundle has just those parts of undici that the program takes: one that is missing would only be undefined", () => {
  const taken = globSync("src/**/*.ts").flatMap((path) => takenFromUndici(readFileSync(path, "utf8")));
  const parts = readFileSync("scripts/build/parts-of-undici.ts", "utf8").matchAll(/^ {2}get (\w+)\(\)/gm);

  expect(new Set(Array.from(parts, ([, name]) => name))).toEqual(new Set(taken));
});
