import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { CcxrayError } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import type { Cassette } from "./cassette.ts";
import { decodeCassette } from "./decode.ts";
import { migrateCassette } from "./migrate.ts";

/** Reads a cassette's file. Throws CASSETTE_INVALID with file, place and hint. */
export function readCassette(path: string): Cassette {
  const cassette = parseCassette(readCassetteText(path), path);
  return { ...cassette, name: basename(path) };
}

/** The text of a cassette's file. Throws CASSETTE_INVALID when it cannot be read. */
export function readCassetteText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A cassette from the text of its file, of this version or an older one; `file` is for messages to people. */
export function parseCassette(text: string, file: string): Cassette {
  return decodeCassette(migrateCassette(parsed(text, file), file), file);
}

function unreadable(path: string, error: unknown): CcxrayError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new CcxrayError("CASSETTE_INVALID", `${path}: there is no such file`, { hint: "Check the path, or make the cassette with `ccxray record -o FILE`.", cause: error });
  if (code === "EISDIR") return new CcxrayError("CASSETTE_INVALID", `${path}: this is a folder, not a file`, { hint: "Name the cassette's file.", cause: error });
  return new CcxrayError("CASSETTE_INVALID", `${path}: cannot be read: ${messageOf(error)}`, { hint: "Check the file's permissions.", cause: error });
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text.startsWith("\u{feff}") ? text.slice(1) : text) as Json;
  } catch (error) {
    const words = messageOf(error);
    const at = offsetIn(words, text) ?? (/\bend of JSON|\bUnterminated\b/.test(words) ? text.length : undefined);
    const truncated = at !== undefined && at >= text.trimEnd().length;
    const place = at === undefined ? "" : `:${placeOf(text, at)}`;
    throw new CcxrayError("CASSETTE_INVALID", `${file}${place}: ${truncated ? "the file ends in the middle: it is cut short" : "this is no JSON"}`, {
      hint: truncated ? "Copy or record it again; a file beside it that ends in .partial may hold more." : "Undo the last edit of the file, or record it again.",
      cause: error,
    });
  }
}

/** The offset that the parser names, in words that only V8 writes; undefined where it names none. */
function offsetIn(message: string, text: string): number | undefined {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line === undefined || column === undefined) return undefined;
  return text.split("\n").slice(0, Number(line) - 1).join("\n").length + Number(column);
}

/** Line and column, counted from 1. */
function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
