import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";

/**
 * Makes a folder that only its owner may enter (0700), with the folders above it. One that is there keeps its
 * mode: it may be somebody's shared folder. Throws what the file system throws.
 */
export function ensurePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Makes a file that only its owner may read (0600) unless it is there; an existing one keeps its content and is narrowed. */
export function ensurePrivateFile(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}
