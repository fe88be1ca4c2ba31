import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildBinary } from "./build/binary.ts";
import { buildBundle } from "./build/bundle.ts";
import { fingerprint } from "./build/fingerprint.ts";
import { buildUi } from "./build/ui.ts";

// Builds dist/: `node scripts/build.ts [bundle|binary]`. What is up to date is left alone.

interface Product {
  readonly name: string;
  readonly file: string;
  readonly build: () => Promise<void>;
}

const BINARY = process.platform === "win32" ? "dist/ccxray.exe" : "dist/ccxray";

const PRODUCTS: readonly Product[] = [
  { name: "bundle", file: "dist/ccxray.mjs", build: async () => buildBundle(await buildUi()) },
  { name: "binary", file: BINARY, build: () => buildBinary(BINARY) },
];

process.chdir(`${import.meta.dirname}/..`);
await buildUpTo(process.argv[2] ?? "binary");

/** The binary is made from the bundle, so products are built in their order, up to the one asked for. */
async function buildUpTo(last: string): Promise<void> {
  const end = PRODUCTS.findIndex(({ name }) => name === last);
  if (end < 0) throw new Error(`nothing to build is named ${last}; there are: ${PRODUCTS.map(({ name }) => name).join(", ")}`);

  const sources = fingerprint();
  for (const product of PRODUCTS.slice(0, end + 1)) await bringUpToDate(product, sources);
}

async function bringUpToDate({ name, file, build }: Product, sources: string): Promise<void> {
  const stamp = `dist/build/${name}.sources`;
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;

  const started = performance.now();
  process.stderr.write(`Building ${file} …\n`);
  mkdirSync("dist/build", { recursive: true });
  await build();
  writeFileSync(stamp, sources);
  process.stderr.write(`Built ${file} in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
}
