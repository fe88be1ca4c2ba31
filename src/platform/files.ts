import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder that only its owner may enter (0700), with the folders above it. One that is there keeps its
 * mode: it may be somebody's shared folder. Throws what the file system throws.
 */
export function ensurePrivateFolder(path: string): void {
  ensureFolder(path, 0o700);
}

/** Makes a folder with those above it; others may enter it as far as the umask lets them. Throws what the file system throws. */
export function ensureFolder(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) ensureFolder(dirname(path), mode);
  try {
    // One by one: with `recursive`, Node tries for ever where a file system has no place for new folders.
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been first.
    if (!isFolder(path)) throw error;
  }
}

/** Makes a file that only its owner may read (0600) unless it is there; an existing one keeps its content and is narrowed. */
export function ensurePrivateFile(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
