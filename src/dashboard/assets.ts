import { createHash } from "node:crypto";
import { bodyAnswer } from "./body-answer.ts";
import { problem } from "./problem.ts";

/** A file of the page, as it was built into the program. */
export interface Asset {
  /** Value for `Content-Type`. */
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Files by their path below `/_ccxray/`, without a slash in front; `index.html` is the page. Empty when none was built. */
export type AssetMap = Readonly<Record<string, Asset>>;

/** Serves the page and its files. */
export interface Assets {
  /** The page itself, which reads the address on its own. */
  page(request: Request): Promise<Response>;
  has(path: string): boolean;
  /** The file at a path below `/_ccxray/`; a problem when there is none. */
  file(path: string, request: Request): Promise<Response>;
}

const NO_PAGE: Asset = {
  type: "text/html; charset=utf-8",
  body: `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>ccxray</title>
<h1>ccxray</h1>
<p>This build has no page. What was recorded is at
<a href="/_ccxray/api/sessions">/_ccxray/api/sessions</a> and
<a href="/_ccxray/api/exchanges">/_ccxray/api/exchanges</a>, as JSON.</p>
</html>
`,
};

/** esbuild's hash: a file of that name never has another content. */
const HASHED = /-[A-Z0-9]{8}\.\w+(\.map)?$/;

/** Serves `map`, each file with a strong check of its content. */
export function createAssets(map: AssetMap): Assets {
  const tags = new Map<Asset, string>();

  const tagOf = (asset: Asset): string => {
    const tag = tags.get(asset) ?? `W/"${createHash("sha256").update(asset.body).digest("base64url").slice(0, 22)}"`;
    tags.set(asset, tag);
    return tag;
  };

  const answer = async (path: string, asset: Asset, request: Request): Promise<Response> => {
    const headers = { "content-type": asset.type, etag: tagOf(asset), "cache-control": cachingOf(path) };
    if (isCurrent(request.headers.get("if-none-match"), headers.etag)) return new Response(null, { status: 304, headers });
    return bodyAnswer(request, [asset.body], headers);
  };

  return {
    page: (request) => answer("index.html", assetAt(map, "index.html") ?? NO_PAGE, request),
    has: (path) => assetAt(map, path) !== undefined,
    async file(path, request) {
      const asset = assetAt(map, path);
      if (!asset) throw nothingThere(path);
      return answer(path, asset, request);
    },
  };
}

/** The answer for a path that holds nothing. */
export function nothingThere(path: string): Error {
  return problem("NOT_FOUND", `There is nothing at ${path}.`, "The dashboard is at /_ccxray/, its API at /_ccxray/api/sessions. Nothing under /_ccxray/ goes to an upstream.");
}

function assetAt(map: AssetMap, path: string): Asset | undefined {
  return Object.hasOwn(map, path) ? map[path] : undefined;
}

function cachingOf(path: string): string {
  return HASHED.test(path) ? "private, max-age=31536000, immutable" : "no-cache";
}

/** Weak comparison, as `If-None-Match` wants it (RFC 9110, 13.1.2). */
function isCurrent(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((one) => opaque(one) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
