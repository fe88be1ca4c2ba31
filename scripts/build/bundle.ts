import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { uiFiles } from "../../src/platform/embedded.ts";
import { THREADS } from "../../src/platform/threads.ts";
import { licencesOf } from "./licences.ts";
import { partsOfUndici } from "./parts-of-undici.ts";

/** The program as one CommonJS file, for the binary. */
export const BUNDLE = "dist/build/main.cjs";

// CommonJS inside a module: all of Node is loaded when it is needed, by require(), not before the first line.
// So `--version` stays quick, and a runtime that lacks something can still be told that it is too old.
const MODULE_HEAD = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const module = { exports: {} };
`;

/** Another name than `replay`, which something in the bundle has. */
const KIT_TAIL = `const { replay: replayInTests } = module.exports;
export { replayInTests as replay };
`;

const OPTIONS = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22.19",
  write: false,
  metafile: true,
  logLevel: "warning",
  // In dist/LICENSES.txt instead.
  legalComments: "none",
  // A third of the text is comments and blanks; without them the program starts in three quarters of the time (measured). Names
  // stay, for who reports a stack.
  minifyWhitespace: true,
} satisfies BuildOptions;

/**
 * Bundles `src/`, with page and threads embedded, into dist/ccxray.mjs and its twin for the binary, and what tests import into
 * dist/test.mjs; the licences of all that is in them go into dist/LICENSES.txt. `uiInputs`: the files that the page was made of.
 */
export async function buildBundle(uiInputs: readonly string[]): Promise<void> {
  const inputs = new Set(uiInputs);
  const bundled = async (entry: string, plugins: Plugin[] = []): Promise<string> => {
    const { outputFiles, metafile } = await build({ ...OPTIONS, entryPoints: [entry], plugins: [partsOfUndici, ...plugins] });
    for (const path of Object.keys(metafile.inputs)) inputs.add(path);
    return outputFiles.map(({ text }) => inAscii(text)).join("");
  };
  const threads = Object.fromEntries(await Promise.all(Object.entries(THREADS).map(async ([name, path]) => [name, await bundled(`src/${path}`)])));
  const code = await bundled("src/main.ts", [embed(threads)]);
  writeFileSync(BUNDLE, code);
  put("ccxray.mjs", `#!/usr/bin/env node\n${MODULE_HEAD}${code}`, 0o755);
  put("test.mjs", `${MODULE_HEAD}${await bundled("src/cli/test-kit.ts", [embed(threads)])}\n${KIT_TAIL}`);
  put("LICENSES.txt", licencesOf(inputs));
  put("test.d.mts", readFileSync("scripts/build/test-kit-types.d.ts", "utf8"));
}

/** A single other character would make V8 hold all of the text with two bytes for each; esbuild leaves those in regular expressions. */
function inAscii(code: string): string {
  return code.replaceAll(/(\\*)([^\0-\x7f])/g, (_, backslashes: string, one: string) => {
    if (backslashes.length % 2 === 1) throw new Error(`the bundle holds an escaped ${one}: write it without the backslash`);
    return `${backslashes}\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Whole or not at all: somebody may be running what was there. */
function put(name: string, text: string, mode = 0o644): void {
  writeFileSync(`dist/build/${name}`, text, { mode });
  renameSync(`dist/build/${name}`, `dist/${name}`);
}

/** Puts the content itself in place of the module that reads it from files. */
function embed(threads: Readonly<Record<string, string>>): Plugin {
  const contents = `
    export function uiFiles() { return ${JSON.stringify(uiFiles())}; }
    export function threadEntry(name) { return (${JSON.stringify(threads)})[name]; }
  `;
  return {
    name: "embed",
    setup: (esbuild) => esbuild.onLoad({ filter: /[\\/]src[\\/]platform[\\/]embedded\.ts$/ }, () => ({ contents, loader: "js" })),
  };
}
