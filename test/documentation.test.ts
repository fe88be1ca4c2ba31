import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../src/cli/commands.ts";
import { EXIT_CODE_HELP } from "../src/cli/exit-codes.ts";
import { upstreamSpecs } from "../src/providers/registry.ts";

const readme = readFileSync("README.md", "utf8");
const map = readFileSync("src/README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly scripts: Readonly<Record<string, string>> };

test.each([...globSync("{README,CHANGELOG}.md"), "src/README.md"])("what %s links to is there", (file) => {
  const links = found(readFileSync(file, "utf8"), /\]\((?!https?:)([^)#]+)\)/g);

  expect(links.filter((link) => globSync(join(dirname(file), link)).length === 0)).toEqual([]);
});

test("the files that the map names are there", () => {
  const folders = found(map, /^\| `(\w+\/)` \|/gm);
  const named = found(map, /`([a-z-]+\/[\w./*-]+)`/g).filter((name) => name !== "ccxray/test");
  const inSource = (path: string) => folders.some((folder) => path.startsWith(folder));

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => globSync(inSource(path) ? `src/${path}` : path).length === 0)).toEqual([]);
});

test("the README's npm scripts exist", () => {
  expect(found(readme, /npm run ([\w:-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
});

test("the README names no flag, command or upstream that the program does not have, and explains every exit status", () => {
  const known = Object.values(commands).flatMap(({ args }) => Object.entries(args).flatMap(([name, { type }]) => (type === "boolean" ? [name, `no-${name}`] : [name])));
  const words = new Set(Object.keys(commands).map((name) => name.split(" ")[0]));
  const statuses = found(readme.slice(readme.indexOf("| exit status |")), /^\| ([\d, ]+) \|/gm).flatMap((row) => row.split(", "));

  expect(found(readme, /`--([a-z-]+)/g).filter((flag) => !known.includes(flag))).toEqual([]);
  expect(found(readme, /`ccxray ([a-z]+)/g).filter((word) => !words.has(word))).toEqual([]);
  expect(Object.values(upstreamSpecs).flatMap(({ name, env }) => [name, ...env]).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(statuses).toEqual(EXIT_CODE_HELP.map(([status]) => status));
});

/** The first group of every match. */
function found(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = ""]) => group);
}
