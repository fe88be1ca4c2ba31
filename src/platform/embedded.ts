import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { THREADS, type ThreadName } from "./threads.ts";

// When the program runs from its sources. The build puts a module with the same exports and the content itself in this one's place.

/** A file of the browser's page. */
export interface UiFile {
  /** Media type with charset, ready for `Content-Type`. */
  readonly type: string;
  /** How `body` holds the file's bytes: `Buffer.from(body, encoding)`. */
  readonly encoding: "utf8" | "base64";
  readonly body: string;
}

const UI_FOLDER = new URL("../../dist/ui/", import.meta.url);

/** Media types of the page's files by extension; all other files are bytes. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
};

/** The page's files by path, such as `main.js`; empty when no page was built. */
export function uiFiles(): Readonly<Record<string, UiFile>> {
  return Object.fromEntries(pathsUnder(UI_FOLDER).map((path) => [path, readUiFile(path)]));
}

/** What a worker thread starts from: a file, or its source text when it is embedded. */
export function threadEntry(name: ThreadName): URL | string {
  return new URL(`../${THREADS[name]}`, import.meta.url);
}

function pathsUnder(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function readUiFile(path: string): UiFile {
  const bytes = readFileSync(new URL(path, UI_FOLDER));
  const type = TEXT_TYPES[extname(path)];
  if (type === undefined) return { type: "application/octet-stream", encoding: "base64", body: bytes.toString("base64") };
  return { type, encoding: "utf8", body: bytes.toString("utf8") };
}
