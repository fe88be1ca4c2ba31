import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files below a folder, their names included, whose bytes contain a text. */
export function filesWith(folder: string, text: string): readonly string[] {
  return filesBelow(folder).filter((path) => path.includes(text) || readFileSync(path).includes(text));
}

/** The files below a folder with names that match. */
export function filesNamed(folder: string, pattern: RegExp): readonly string[] {
  return filesBelow(folder).filter((path) => pattern.test(path));
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
