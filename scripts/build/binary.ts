import { chmodSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { BUNDLE } from "./bundle.ts";

type PackSea = (main: string, options: Readonly<Record<string, unknown>>) => Promise<void>;

/** pkg's names for `process.platform`; the others are the same. */
const PKG_PLATFORM: Readonly<Record<string, string>> = { darwin: "macos", win32: "win" };

/** Packs the bundle and the Node.js that runs this script into one executable of this platform. */
export async function buildBinary(file: string): Promise<void> {
  // pkg works in a folder of its own, so it needs the whole path.
  const unfinished = resolve(`dist/build/ccxray-${process.pid}`);
  const platform = PKG_PLATFORM[process.platform] ?? process.platform;
  await packer()(BUNDLE, {
    targets: [{ platform, arch: process.arch, nodeRange: `node${process.versions.node}`, output: unfinished }],
    nodePath: process.execPath,
    signature: true,
    useLocalNode: false,
    // The code cache holds only for the platform it was made on, and that is this one.
    seaConfig: { useCodeCache: true, assets: {} },
  });
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, file);
}

/** pkg's command line drops `seaConfig`, so its inner function is called. The version of pkg is pinned for that. */
function packer(): PackSea {
  const load = createRequire(import.meta.url);
  return (load("@yao-pkg/pkg/lib-es5/sea.js") as { default: PackSea }).default;
}
