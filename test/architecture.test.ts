import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const MAIN = "main.ts";
const mayImport = new Map([[MAIN, ["platform", "cli"]], ...tableOf(readFileSync("src/README.md", "utf8"))]);
const sources = filesOf("src/**/*.ts");
const page = filesOf("ui/**/*.{ts,tsx}");
const providers = globSync("src/providers/*/index.ts").map((path) => path.split("/")[2] ?? "");

test("the map has a line for every folder, and the folders are there", () => {
  const folders = new Set(sources.map(({ path }) => folderOf(path)));

  expect([...folders].filter((folder) => !mayImport.has(folder))).toEqual([]);
  expect(mayImport.size).toBeGreaterThan(10);
});

test.each(sources)("$path imports only what the map allows its folder", (file) => {
  const own = folderOf(file.path);
  const allowed = [own, ...(mayImport.get(own) ?? [])];

  const broken = relativeImports(file).filter((to) => !allowed.includes(folderOf(to)));

  expect(broken).toEqual(file.path === "src/platform/version.ts" ? ["package.json"] : []);
});

test("the domain is pure: it imports neither packages nor Node", () => {
  const domain = sources.filter(({ path }) => folderOf(path) === "domain");

  expect(domain.flatMap(packageImports)).toEqual([]);
});

test("one provider never imports another", () => {
  const broken = sources.flatMap((file) => {
    const own = providerOf(file.path);
    const others = relativeImports(file).filter((to) => providers.includes(providerOf(to) ?? "") && providerOf(to) !== own);
    return own === undefined ? [] : others;
  });

  expect(broken).toEqual([]);
});

test("no other folder names a provider", () => {
  const elsewhere = sources.filter(({ path }) => folderOf(path) !== "providers");

  const naming = elsewhere.filter((file) => providers.some((id) => namesProvider(file, id)));

  expect(naming.map(({ path }) => path)).toEqual([]);
});

/** Made once, or a few times. */
const FEW = ["cassette/format-payload", "cassette/gate", "cli/sleeping-recorder", "journal/outgoing", "journal/recording-thread", "pipeline/recent-bodies", "platform/fleeting-map", "platform/signals"];

// V8 gives each object literal with a getter a map of its own, in old memory, through which all that the getter reaches stays until
// all of memory is looked through: of a relay of small requests 7 KB each, and a ninth of its time (measured).
test("what is made for each exchange has no getters", () => {
  const withGetters = sources.filter(({ text }) => /\bget \w+\(\)\s*(:[^{]+)?\{/.test(text)).map(({ path }) => path.slice("src/".length, -".ts".length));

  expect(withGetters.toSorted()).toEqual(FEW);
});

test.each([...sources, ...page])("$path keeps no mutable state of its own", ({ text }) => {
  expect(text).not.toMatch(/^(export )?(let|var) /m);
  expect(text).not.toMatch(/^(export )?const \w+(: (?!Readonly|readonly )[^=]+)? = (new (Map|Set|WeakMap|WeakSet)(<.*>)?\(\)|\[\]|\{\});?$/m);
});

test.each([...sources, ...page])("$path is small and named after its one idea", ({ path, text }) => {
  expect(text.split("\n").length).toBeLessThanOrEqual(301);
  expect(path).not.toMatch(/\/(utils?|helpers?|common|managers?|misc)[./]/);
});

test("a proxy starts without a replay's ws, with all of TLS below it; what its relay may meet is loaded before it listens", () => {
  const loaded = loadedWith("src/cli/proxy.ts");

  expect(loaded).toEqual(expect.arrayContaining(["undici", "h3/node"]));
  expect(loaded.filter((name) => /^ws(?:\/|$)/.test(name))).toEqual([]);
});

test("the page takes only the domain and the dashboard's contract from the program", () => {
  const outside = page.flatMap(relativeImports).filter((to) => !to.startsWith("ui/"));

  expect(outside.filter((to) => !/^src\/(domain\/|dashboard\/contract\.ts$)/.test(to))).toEqual([]);
});

/** Reads who may import whom from the table in the map: "nothing", "all", "all above" or names of folders. */
function tableOf(map: string): [folder: string, mayImport: string[]][] {
  const rows = [...map.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm)].map(([, folder = "", allowed = ""]) => ({ folder, allowed }));
  const folders = rows.map(({ folder }) => folder);
  return rows.map(({ folder, allowed }, i) => {
    if (allowed === "nothing") return [folder, []];
    if (allowed === "all") return [folder, folders];
    if (allowed === "all above") return [folder, folders.slice(0, i)];
    return [folder, allowed.split(", ")];
  });
}

function filesOf(glob: string): SourceFile[] {
  return globSync(glob).map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** The packages and Node modules that are loaded with a file, at once. */
function loadedWith(path: string, seen = new Set<string>()): string[] {
  const file = sources.find((one) => one.path === path);
  if (file === undefined || seen.has(path)) return [];
  seen.add(path);
  const text = file.text.replaceAll(/^import type .*$|\bimport\(/gm, "");
  return [...packageImports({ path, text }), ...relativeImports({ path, text }).flatMap((to) => loadedWith(to, seen))];
}

/** Paths of what a file imports from this project. */
function relativeImports({ path, text }: SourceFile): string[] {
  return specifiers(text)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => normalize(join(dirname(path), specifier)));
}

function packageImports({ text }: SourceFile): string[] {
  return specifiers(text).filter((specifier) => !specifier.startsWith("."));
}

function specifiers(text: string): string[] {
  const statements = text.matchAll(/^(?:import\s+(?:[^";]*?\sfrom\s+)?|export\s+(?:type\s+)?[*{][^";]*?\sfrom\s+)"([^"]+)"|\bimport\(\s*"([^"]+)"/gm);
  return [...statements].map(([, from, lazily]) => from ?? lazily ?? "");
}

/** `domain` of `src/domain/turn.ts`; a file directly in src/ is its own folder. */
function folderOf(path: string): string {
  return path.startsWith("src/") ? (path.split("/")[1] ?? "") : path;
}

/** An agent may have the name of the protocol that it speaks. */
function namesProvider({ path, text }: SourceFile, id: string): boolean {
  return path !== `src/agents/${id}.ts` && new RegExp(`["'\`]${id}["'\`]`).test(text);
}

function providerOf(path: string): string | undefined {
  return /^src\/providers\/([\w-]+)\//.exec(path)?.[1];
}
