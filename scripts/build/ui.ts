import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const FOLDER = "dist/ui";

/** Bundles the page into dist/ui: `index.html`, `assets/main.js` and `assets/main.css`. Without `ui/` the program has no page. Returns the files it is made of. */
export async function buildUi(): Promise<readonly string[]> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync("ui/main.tsx")) return [];

  const { metafile } = await build({
    entryPoints: ["ui/main.tsx"],
    outdir: `${FOLDER}/assets`,
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2023",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });
  copyFileSync("ui/index.html", `${FOLDER}/index.html`);
  return Object.keys(metafile.inputs);
}
