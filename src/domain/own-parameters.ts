import type { HeaderList } from "./exchange.ts";
import { isNamed } from "./headers.ts";

/** Everything under this path is ccxray's own, except what `runKeyOf` finds. */
export const OWN_PATH = "/_ccxray";

const TOKEN = "token";
const RUN_KEY_PATH = /^\/_ccxray\/k\/([^/?]+)(.*)$/s;

/**
 * Path and query as an upstream may see them: without the run key in front and without any `token`
 * parameter. Everything else keeps its bytes; the `?` goes when nothing is left behind it.
 */
export function withoutOwnParameters(path: string): string {
  return withoutToken(runKeyOf(path)?.rest ?? path);
}

/** Path and query without any `token` parameter; everything else keeps its bytes. */
export function withoutToken(path: string): string {
  const start = path.indexOf("?");
  if (start < 0) return path;
  const parameters = path.slice(start + 1).split("&");
  const kept = parameters.filter((parameter) => !isToken(parameter));
  if (kept.length === parameters.length) return path;
  const query = kept.join("&");
  return query === "" ? path.slice(0, start) : `${path.slice(0, start)}?${query}`;
}

/** The values of all `token` parameters, decoded. What is not valid percent-encoding stands as it came. */
export function tokensOf(path: string): readonly string[] {
  const start = path.indexOf("?");
  if (start < 0) return [];
  return path
    .slice(start + 1)
    .split("&")
    .filter(isToken)
    .map((parameter) => decoded(parameter.slice(TOKEN.length + 1)));
}

/**
 * The key in `/_ccxray/k/<key>/…`, where the agents that we launch are sent, and the path that they
 * mean, with its query. Undefined for every other path.
 */
export function runKeyOf(path: string): { readonly key: string; readonly rest: string } | undefined {
  const [, key, rest] = RUN_KEY_PATH.exec(path) ?? [];
  if (key === undefined || rest === undefined) return undefined;
  return { key, rest: rest.startsWith("/") ? rest : `/${rest}` };
}

/**
 * Headers as an upstream may see them: without `x-ccxray-*`, and without an `Authorization` that is our
 * own token. The token is compared plainly: whoever gets here has already passed the access check.
 */
export function withoutOwnHeaders(headers: HeaderList, authToken: string | undefined): HeaderList {
  return headers.filter((header) => {
    const [name, value] = header;
    if (/^x-ccxray-/i.test(name)) return false;
    return authToken === undefined || !isNamed(header, "authorization") || bearerOf(value) !== authToken;
  });
}

/** The token of an `Authorization` value (RFC 6750, 2.1; the scheme in any case), or undefined. */
export function bearerOf(authorization: string): string | undefined {
  return /^bearer[ \t]+(.*?)[ \t]*$/is.exec(authorization)?.[1];
}

function isToken(parameter: string): boolean {
  return parameter === TOKEN || parameter.startsWith(`${TOKEN}=`);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
