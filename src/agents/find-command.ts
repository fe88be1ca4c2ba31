import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Env } from "../platform/env.ts";

/** The file that a command's name stands for, absolute: by `PATH` (and `PATHEXT` on Windows), or as a path when it holds a separator. */
export function findCommand(command: string, env: Env, platform: NodeJS.Platform = process.platform): string | undefined {
  const windows = platform === "win32";
  const endings = windows ? windowsEndings(command, env) : [""];
  const isPath = windows ? /[/\\]/.test(command) : command.includes("/");
  const folders = isPath ? [""] : searchPath(env);
  const candidates = folders.flatMap((folder) => endings.map((ending) => resolve(join(folder, command + ending))));
  return candidates.find((file) => isRunnable(file, windows));
}

function searchPath(env: Env): readonly string[] {
  // Windows calls it Path, and a copied environment has lost its blindness to case.
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return (env[name] ?? "").split(delimiter).map((folder) => folder || ".");
}

function windowsEndings(command: string, env: Env): readonly string[] {
  const known = (env["PATHEXT"] ?? ".COM;.EXE;.BAT;.CMD").split(";").filter(Boolean);
  return known.some((ending) => command.toUpperCase().endsWith(ending.toUpperCase())) ? [""] : known;
}

function isRunnable(file: string, windows: boolean): boolean {
  try {
    if (!statSync(file).isFile()) return false;
    accessSync(file, windows ? constants.R_OK : constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the search goes on.
    return false;
  }
}
