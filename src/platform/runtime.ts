/** The oldest Node.js that runs the program: the first with `node:sqlite` unflagged, type stripping and zstd. Same as package.json's `engines`. */
export const OLDEST_NODE = "22.19.0";

/** Is this version, such as `process.versions.node`, older than the program needs? Deno states the Node.js version that it stands for. */
export function isRuntimeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split(".").map(Number);
  return major === oldestMajor ? minor < oldestMinor : major < oldestMajor;
}
