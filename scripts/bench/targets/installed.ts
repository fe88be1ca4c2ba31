import { existsSync } from "node:fs";
import { join } from "node:path";

/** The path of an installed program; undefined when there is none. */
export function installed(program: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/bin"];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
