import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { CcxrayError } from "../domain/errors.ts";
import type { Cassette } from "./cassette.ts";
import { encodeCassette } from "./encode.ts";

/** Characters that are written at once. */
const BATCH = 256 * 1024;

export interface WriteOptions {
  /** An existing file is replaced. */
  readonly force?: boolean;
}

/**
 * Writes a cassette: whole or not at all, with mode 0644. Returns its size in bytes. Throws USAGE when the file is
 * there or the recording is empty, CASSETTE_INVALID when it cannot be written; what was written by then stays beside it as `FILE.partial`.
 */
export function writeCassette(path: string, cassette: Cassette, { force = false }: WriteOptions = {}): number {
  if (cassette.exchanges.length === 0) {
    throw new CcxrayError("USAGE", `nothing was recorded, so ${path} was not written`, { hint: "Did the agent send its requests here? `ccxray doctor` looks at that." });
  }
  if (!force) refuseExisting(path);
  const partial = `${path}.partial`;
  try {
    const bytes = writeLines(partial, encodeCassette(cassette));
    renameSync(partial, path);
    return bytes;
  } catch (error) {
    throw unwritable(path, partial, error);
  }
}

/** Throws USAGE when a file is there; to be asked before a recording begins, too. */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new CcxrayError("USAGE", `${path} is there already`, { hint: "Replace it with --force, add to it with --append, or choose another name with -o." });
}

function writeLines(path: string, lines: Iterable<string>): number {
  const file = openSync(path, "w", 0o644);
  try {
    let bytes = 0;
    for (const batch of batches(lines)) bytes += writeAll(file, batch);
    fsyncSync(file);
    return bytes;
  } finally {
    closeSync(file);
  }
}

function* batches(lines: Iterable<string>): Generator<Buffer, void> {
  let batch = "";
  for (const line of lines) {
    batch += line;
    if (batch.length < BATCH) continue;
    yield Buffer.from(batch);
    batch = "";
  }
  yield Buffer.from(batch);
}

function writeAll(file: number, bytes: Buffer): number {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  return bytes.length;
}

function unwritable(path: string, partial: string, error: unknown): CcxrayError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const why = code === "ENOSPC" ? "the disk is full" : error instanceof Error ? error.message : String(error);
  return new CcxrayError("CASSETTE_INVALID", `${path} could not be written: ${why}`, {
    hint: existsSync(partial) ? `What was written by then is in ${partial}. Make room or choose another place with -o, then record again.` : "Check that the folder is there and may be written to.",
    cause: error,
  });
}
