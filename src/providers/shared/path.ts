/** A request target cut at its query: `query` is empty or starts with `?`, byte for byte as sent. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf("?");
  return at < 0 ? { path: target, query: "" } : { path: target.slice(0, at), query: target.slice(at) };
}

/** True when a path is this prefix, or lies below it. */
export function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** A path without a leading `/v1`, which some clients put in front and others leave to their base URL. */
export function withoutVersion(path: string): string {
  return isUnder(path, "/v1") ? path.slice("/v1".length) || "/" : path;
}

/**
 * A path put under a base path. Segments that the base ends with and the path starts with are not doubled:
 * `/openai/v1` and `/v1/responses` make `/openai/v1/responses`.
 */
export function joinPath(base: string, path: string): string {
  const segments = base.split("/").filter((segment) => segment !== "");
  for (let from = 0; from < segments.length; from++) {
    const tail = `/${segments.slice(from).join("/")}`;
    if (isUnder(path, tail)) return below(segments.slice(0, from)) + path;
  }
  return below(segments) + path;
}

function below(segments: readonly string[]): string {
  return segments.map((segment) => `/${segment}`).join("");
}
