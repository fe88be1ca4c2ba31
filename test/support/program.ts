import { existsSync, globSync } from "node:fs";
import { resolve } from "node:path";

/** One way to start the built program: `spawn(command[0], [...command.slice(1), ...args])`. */
export interface Program {
  readonly name: "node" | "deno" | "binary";
  readonly command: readonly [file: string, ...args: string[]];
}

/** Deno itself, from the package of this platform: `.bin/deno` is a Node.js script that forwards no signals where install scripts did not run. */
const [DENO = "node_modules/.bin/deno"] = globSync("node_modules/@deno/*/deno{,.exe}");

const RUNTIMES = {
  node: [process.execPath, resolve("dist/ccxray.mjs")],
  deno: [resolve(DENO), "run", "--allow-all", "--no-prompt", resolve("dist/ccxray.mjs")],
  binary: [resolve(process.platform === "win32" ? "dist/ccxray.exe" : "dist/ccxray")],
} as const satisfies Record<Program["name"], Program["command"]>;

/**
 * The programs an end-to-end test runs against: `describe.each(programs())("$name", …)`. `CCXRAY_TEST_RUNTIMES=node,binary`
 * narrows them. What was asked for by name, or runs in CI, must be there; otherwise what is not installed is left out.
 */
export function programs(): Program[] {
  const { CCXRAY_TEST_RUNTIMES: wanted, CI: ci } = process.env;
  const names = wanted ? wanted.split(",") : Object.keys(RUNTIMES);
  const all = names.map((name) => programNamed(name.trim()));
  const missing = all.filter(({ command }) => !command.filter((part) => part.startsWith("/")).every((file) => existsSync(file)));
  if (missing.length > 0 && (wanted || ci)) throw new Error(`not built or not installed: ${missing.map(({ name }) => name).join(", ")}; run \`npm run build\``);
  return all.filter((program) => !missing.includes(program));
}

function programNamed(name: string): Program {
  if (!(name in RUNTIMES)) throw new Error(`no runtime is named ${name}; there are: ${Object.keys(RUNTIMES).join(", ")}`);
  const known = name as keyof typeof RUNTIMES;
  return { name: known, command: RUNTIMES[known] };
}
