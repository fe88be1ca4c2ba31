import { chmodSync, copyFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { NodeTarget } from "@yao-pkg/pkg/lib-es5/types.js";
import { BUNDLE } from "./bundle.ts";

/** pkg's names for `process.platform`; the others are the same. */
const PKG_PLATFORM: Readonly<Record<string, string>> = { darwin: "macos", win32: "win" };

/**
 * What the binary's Node.js is started with. Left to itself V8 gives what is young three times 16 MB, which a relay fills with
 * nothing but garbage; with less it is as quick and 40 MB smaller (measured). Each of its helpers keeps the memory that it once
 * needed to compile, some 3 MB, and two of the four are enough.
 */
const FLAGS = ["--max-semi-space-size=4", "--v8-pool-size=2"];

/** `execArgv` is Node's, and not among pkg's types. The code cache holds only for the platform it was made on, and that is this one. */
const SEA = { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: true, execArgv: FLAGS };

/** Packs the bundle and the Node.js that runs this script into one executable of this platform. */
export async function buildBinary(file: string): Promise<void> {
  // pkg works in a folder of its own, so it needs the whole path.
  const unfinished = resolve(`dist/build/ccxray-${process.pid}`);
  const target = {
    platform: PKG_PLATFORM[process.platform] ?? process.platform,
    arch: process.arch,
    nodeRange: `node${process.versions.node}`,
    output: unfinished,
  };
  // The code cache is only taken by a V8 with the same flags as the one that made it, and that is started with these.
  process.env["NODE_OPTIONS"] = FLAGS.join(" ");
  // pkg's command line drops `seaConfig`, so its inner function is called; its version is pinned for that.
  const pkg = await import("@yao-pkg/pkg/lib-es5/sea.js");
  await pkg.default.default(BUNDLE, {
    targets: [target as NodeTarget],
    nodePath: process.execPath,
    signature: true,
    seaConfig: SEA,
  });
  // pkg writes all of it in one go, and what was written so Linux maps in larger pieces: 15 MB more of it count as memory of each
  // process than of one that was copied, or downloaded (measured).
  const copied = `${unfinished}.copy`;
  copyFileSync(unfinished, copied);
  rmSync(unfinished);
  chmodSync(copied, 0o755);
  renameSync(copied, file);
}
