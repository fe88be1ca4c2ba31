import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The sizes of all files below a folder, added up, in MB. */
export function folderSize(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) / 1e6;
}
