import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";

const SOURCES = ["src/**/*", "ui/**/*", "scripts/build.ts", "scripts/build/*.ts", "package.json", "package-lock.json"];

/** A hash of everything that the build reads, and of the runtime that ends up in the binary. */
export function fingerprint(): string {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const path of globSync(SOURCES).toSorted()) {
    if (statSync(path).isFile()) hash.update(`${path}\n`).update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}
