import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The agents that the checks were written against. */
const AGENTS: Readonly<Record<string, string>> = { "@openai/codex": "0.169.0", "@anthropic-ai/claude-code": "2.1.197" };
const TRIES = 3;

/** Installs the agents into a folder, unless exactly these are there. The folder of their commands. */
export function installAgents(folder: string): string {
  const commands = join(folder, "node_modules", ".bin");
  if (isInstalled(folder)) return commands;

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: AGENTS }));
  for (let attempt = 1; !npmInstall(folder); attempt++) {
    if (attempt === TRIES) throw new Error(`npm could not install ${Object.keys(AGENTS).join(" and ")} after ${TRIES} tries; is the registry reachable?`);
  }
  return commands;
}

function isInstalled(folder: string): boolean {
  return Object.entries(AGENTS).every(([name, version]) => {
    const file = join(folder, "node_modules", name, "package.json");
    return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version === version;
  });
}

function npmInstall(folder: string): boolean {
  process.stderr.write("Installing the agents (once, some 15 seconds) …\n");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return status === 0 && isInstalled(folder);
}
