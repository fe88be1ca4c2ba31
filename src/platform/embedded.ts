import { existsSync, globSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { THREADS, type ThreadName } from "./threads.ts";

// When the program runs from its sources. The build puts a module with the same exports and the content itself in this one's place.

/** A file of the browser's page. */
export interface UiFile {
  /** Value for `Content-Type`. */
  readonly type: string;
  /** How `body` holds the file's bytes: `Buffer.from(body, encoding)`. */
  readonly encoding: "utf8" | "base64";
  readonly body: string;
}

const UI_FOLDER = fileURLToPath(new URL("../../dist/ui", import.meta.url));

/** Media types of text by extension; all other files are bytes. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** The page's files by their path below the dashboard's own, such as `assets/main.js`; empty when no page was built. */
export function uiFiles(): Readonly<Record<string, UiFile>> {
  if (!existsSync(UI_FOLDER)) return {};
  const paths = globSync("**/*.*", { cwd: UI_FOLDER }).map((path) => path.replaceAll("\\", "/"));
  return Object.fromEntries(paths.toSorted().map((path) => [path, readUiFile(path)]));
}

/** What a worker thread starts from: a file, or its source text when it is embedded. */
export function threadEntry(name: ThreadName): URL | string {
  return new URL(`../${THREADS[name]}`, import.meta.url);
}

function readUiFile(path: string): UiFile {
  const bytes = readFileSync(`${UI_FOLDER}/${path}`);
  const type = TEXT_TYPES[extname(path)];
  if (type === undefined) return { type: "application/octet-stream", encoding: "base64", body: bytes.toString("base64") };
  return { type, encoding: "utf8", body: bytes.toString("utf8") };
}
