import { existsSync, readFileSync } from "node:fs";
import { runToSuccess } from "./child.mjs";

const OLDEST_FOR_SCRIPTS = 24;

/** Installs the locked packages unless they are there. Resolves to the Node.js that the scripts run on. */
export async function setUp() {
  if (!isInstalled()) await install();
  const node = ownNode() ?? thisNode();
  if (node !== undefined) return node;

  console.error(`This project's scripts need Node.js ${OLDEST_FOR_SCRIPTS} or newer, and this is ${process.versions.node}.`);
  console.error(`npm brings one along for most platforms, but not for ${process.platform}-${process.arch}, or optional packages were left out.`);
  console.error("Run `npm ci --include=optional`, or install a newer Node.js.");
  process.exit(1);
}

/** npm keeps a copy of the lock inside node_modules, written when an installation is complete. */
function isInstalled() {
  if (!existsSync("node_modules/.package-lock.json")) return false;
  const locked = packagesIn("package-lock.json");
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(locked).every(([path, { integrity, optional }]) => {
    if (path === "" || (optional && installed[path] === undefined)) return true;
    return installed[path]?.integrity === integrity;
  });
}

function packagesIn(lock) {
  return JSON.parse(readFileSync(lock, "utf8")).packages;
}

async function install() {
  const started = performance.now();
  console.error("Installing packages (once, some 20 seconds) …");
  // The Node.js that is here may be older than some packages ask for; the one they run on comes with them.
  await runToSuccess(...npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]));
  console.error(`Installed in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
}

/** The npm that runs this script, or the one in PATH. */
function npm(args) {
  const { npm_execpath: cli } = process.env;
  return cli?.endsWith(".js") ? [process.execPath, [cli, ...args]] : ["npm", args];
}

/** The Node.js among the installed packages, which the lock pins. */
function ownNode() {
  const os = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const packages = [`node-${os}-${process.arch}`, `node-bin-${os}-${process.arch}`];
  return packages.map((name) => `node_modules/${name}/bin/${file}`).find((path) => existsSync(path));
}

function thisNode() {
  return Number.parseInt(process.versions.node, 10) >= OLDEST_FOR_SCRIPTS ? process.execPath : undefined;
}
