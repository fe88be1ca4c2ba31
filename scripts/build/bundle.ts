import { renameSync, writeFileSync } from "node:fs";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { uiFiles } from "../../src/platform/embedded.ts";
import { THREADS } from "../../src/platform/threads.ts";

/** The program as one CommonJS file, for the binary. */
export const BUNDLE = "dist/build/main.cjs";

// CommonJS inside a module: all of Node is loaded when it is needed, by require(), not before the first line.
// So `--version` stays quick, and a runtime that lacks something can still be told that it is too old.
const MODULE_HEAD = `#!/usr/bin/env node
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const module = { exports: {} };
`;

const OPTIONS = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22.19",
  write: false,
  logLevel: "warning",
} satisfies BuildOptions;

/** Bundles `src/`, with page and threads embedded, into dist/ccxray.mjs and its twin for the binary. */
export async function buildBundle(): Promise<void> {
  const threads = Object.fromEntries(await Promise.all(Object.entries(THREADS).map(async ([name, path]) => [name, await bundled(`src/${path}`)])));
  const code = await bundled("src/main.ts", [embed(threads)]);
  writeFileSync(BUNDLE, code);
  writeFileSync("dist/build/ccxray.mjs", MODULE_HEAD + code, { mode: 0o755 });
  renameSync("dist/build/ccxray.mjs", "dist/ccxray.mjs");
}

async function bundled(entry: string, plugins: Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [entry], plugins });
  return outputFiles.map(({ text }) => text).join("");
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
