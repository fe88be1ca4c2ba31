import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../test/support/free-port.ts";
import type { Target } from "../target.ts";
import { startListening } from "./listening.ts";

const PACKAGE = "@copilotkit/aimock";
const VERSION = "1.43.0";

/** aimock with a file of fixtures, on the Node.js that runs this; installs it into `folder` unless it is there. Undefined when it cannot be had. */
export function aimock(folder: string, fixtures: string): Target | undefined {
  const installed = join(folder, "node_modules", PACKAGE);
  if (!isInstalled(installed) && !install(folder)) return undefined;
  return {
    name: "aimock",
    about: `${PACKAGE} ${VERSION}, its own command with its defaults, quiet and strict`,
    async start(_, home) {
      const port = await freePort();
      const flags = ["--port", String(port), "--fixtures", fixtures, "--log-level", "silent", "--strict"];
      return startListening([process.execPath, join(installed, "dist/cli.js"), ...flags], port, home);
    },
  };
}

function isInstalled(folder: string): boolean {
  const file = join(folder, "package.json");
  return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version === VERSION;
}

function install(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: { [PACKAGE]: VERSION } }));
  return spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
