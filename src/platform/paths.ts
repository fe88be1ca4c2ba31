import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type Env, envText } from "./env.ts";

/** The user's home folder: `HOME`, then `USERPROFILE`, then what the system says. */
function userHome(env: Env): string {
  return envText(env, "HOME") ?? envText(env, "USERPROFILE") ?? homedir();
}

/** An absolute path; `~` and `~/…` mean the user's home, also where no shell replaced them. */
export function absolutePath(path: string, env: Env): string {
  if (path === "~") return userHome(env);
  return path.startsWith("~/") ? join(userHome(env), path.slice(2)) : resolve(path);
}

/** A path as a person writes it: `~` in place of the home folder. */
export function shortPath(path: string, env: Env): string {
  const home = userHome(env);
  if (path === home) return "~";
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
