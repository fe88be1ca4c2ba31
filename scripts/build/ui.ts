import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const FOLDER = "dist/ui";

/** Bundles the page into dist/ui: `main.js`, `main.css` and `index.html`. Without `ui/` the program has no page. */
export async function buildUi(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync("ui/main.tsx")) return;

  await build({
    entryPoints: ["ui/main.tsx"],
    outdir: FOLDER,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "dataurl", ".woff2": "dataurl" },
    logLevel: "warning",
  });
  if (existsSync("ui/index.html")) copyFileSync("ui/index.html", `${FOLDER}/index.html`);
}
