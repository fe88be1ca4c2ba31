import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { licencesOf } from "../../../scripts/build/licences.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function installed(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const install = (name: string, files: Readonly<Record<string, string>>): void => {
    mkdirSync(join(path, "node_modules", name), { recursive: true });
    for (const [file, text] of Object.entries({ "package.json": JSON.stringify({ name, version: "1.0.0", license: "MIT" }), ...files })) writeFileSync(join(path, "node_modules", name, file), text);
  };
  install("b", { LICENSE: "B's words\n" });
  install("@scope/a", { "license.md": "A's words" });
  install("silent", {});
  return join(path, "node_modules");
}

test("each package whose code is in the bundle is there once, with its own words", () => {
  const modules = installed();

  expect(licencesOf(["src/main.ts", `${modules}/b/x.js`, `${modules}/b/dist/y.js`, `${modules}/@scope/a/index.js`])).toBe(
    "# @scope/a 1.0.0 (MIT)\n\nA's words\n\n# b 1.0.0 (MIT)\n\nB's words\n",
  );
});

test("a package without words of its own ends the build", () => {
  expect(() => licencesOf([`${installed()}/silent/x.js`])).toThrow(/silent/);
});
