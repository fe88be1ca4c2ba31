import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Which folders of src/ each folder may import. `ui` is the browser. Nothing else may. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  platform: ["domain"],
  providers: ["domain"],
  pipeline: ["domain", "platform", "providers"],
  live: ["domain", "platform", "pipeline"],
  cassette: ["domain", "platform", "providers", "pipeline"],
  journal: ["domain", "platform", "providers", "pipeline"],
  dashboard: ["domain", "platform", "providers", "pipeline", "journal"],
  server: ["domain", "platform", "pipeline", "dashboard"],
  agents: ["domain", "platform"],
  cli: ["domain", "platform", "providers", "pipeline", "live", "cassette", "journal", "dashboard", "server", "agents"],
};

const files = globSync("src/**/*.ts").map((path) => ({ path, text: readFileSync(path, "utf8") }));
const providerOf = (path: string) => /^src\/providers\/([\w-]+)\//.exec(path)?.[1];
const folderOf = (path: string) => path.split("/")[1] ?? "";

function imports({ path, text }: { path: string; text: string }): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...found].map(([, to = ""]) => normalize(join(dirname(path), to)));
}

test.each(files)("$path imports only what its folder may", (file) => {
  const from = folderOf(file.path);
  const broken = imports(file).filter((to) => folderOf(to) !== from && !MAY_IMPORT[from]?.includes(folderOf(to)));
  expect(broken).toEqual([]);
});

test("one provider never imports another", () => {
  const broken = files.flatMap((file) => imports(file).filter((to) => providerOf(file.path) && providerOf(to) && providerOf(file.path) !== providerOf(to)));
  expect(broken).toEqual([]);
});

test("no other folder names a provider", () => {
  const ids = globSync("src/providers/*/index.ts").map((path) => path.split("/")[2] ?? "");
  const naming = files.filter(({ path, text }) => folderOf(path) !== "providers" && ids.some((id) => text.includes(`"${id}"`)));
  expect(naming.map(({ path }) => path)).toEqual([]);
});

test.each(files)("$path keeps no mutable state of its own", ({ text }) => {
  expect(text).not.toMatch(/^(export )?(let|var) /m);
  expect(text).not.toMatch(/^(export )?const \w+(: [^=]+)? = (new (Map|Set|WeakMap)(<.*>)?\(\)|\[\]|\{\});?$/m);
});

test("the browser takes only domain and the dashboard's contract", () => {
  const ui = globSync("ui/**/*.{ts,tsx}").map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const outside = ui.flatMap(imports).filter((to) => to.startsWith("src/") && !/^src\/(domain\/|dashboard\/contract\.ts)/.test(to));
  expect(outside).toEqual([]);
});
