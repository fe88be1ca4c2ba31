import type { H3Event } from "h3/node";
import type { HeaderList } from "../domain/exchange.ts";
import { tokensOf, withoutToken } from "../domain/own-parameters.ts";
import { showsToken } from "./access.ts";
import { goTo, LOGIN_PATH, LOGIN_STYLE_PATH, loginPage, type Lock } from "./login.ts";
import { problem } from "./problem.ts";
import { isOwnHost, isOwnPage } from "./request-origin.ts";
import { sameSecret } from "./secret.ts";

export interface GateOptions {
  readonly host: string;
  readonly port: () => number;
  readonly lock: Lock | undefined;
}

/** Without a credential: what tells nothing, and what a credential is given to. The cookie is not sent to `/`. */
const OPEN_PATHS: readonly string[] = ["/", "/_ccxray/health", LOGIN_PATH, LOGIN_STYLE_PATH];
const API = "/_ccxray/api/";

/** Decides, before any route is asked, whether a request may be answered. Undefined: it may. */
export function createGate({ host, port, lock }: GateOptions): (event: H3Event) => Response | undefined {
  return (event) => {
    checkOrigin(event, { host, ports: portsOf(event, port()) });
    return lock === undefined || OPEN_PATHS.includes(event.url.pathname) ? undefined : checkCredential(event, lock);
  };
}

function checkOrigin(event: H3Event, place: { readonly host: string; readonly ports: readonly number[] }): void {
  const { headers, method } = event.req;
  const host = headers.get("host");
  if (!isOwnHost(host, place)) {
    throw problem("FORBIDDEN", `The dashboard is not served as "${host ?? ""}".`, `Open http://127.0.0.1:${place.ports[0]}/_ccxray/ instead.`);
  }
  const reads = method === "GET" || method === "HEAD";
  if (reads && !event.url.pathname.startsWith(API)) return;
  const provenance = { host, origin: headers.get("origin"), fetchSite: headers.get("sec-fetch-site") };
  if (!isOwnPage(provenance)) throw problem("FORBIDDEN", "This request comes from a page that is not the dashboard's.");
}

function checkCredential(event: H3Event, { authToken, cookies }: Lock): Response | undefined {
  const { headers } = event.req;
  const path = event.url.pathname + event.url.search;
  const asks = isNavigation(event);
  // A token in the address would stay in the browser's history.
  if (asks && tokensOf(path).some((token) => sameSecret(token, authToken))) return goTo(withoutToken(path), cookies.issue());
  if (cookies.accepts(headers.get("cookie")) || showsToken({ path, headers: credentialHeaders(headers) }, authToken)) return undefined;
  if (asks && !event.url.pathname.startsWith(API)) return loginPage(401, withoutToken(path));
  throw problem("UNAUTHORIZED", "This needs AUTH_TOKEN.", "Send it as X-Ccxray-Auth or Authorization: Bearer, or log in at /_ccxray/login.", {
    "www-authenticate": 'Bearer realm="ccxray"',
  });
}

/** Whether a person opens an address, rather than a page or a program asking for data. */
function isNavigation({ req: { method, headers } }: H3Event): boolean {
  if (method !== "GET") return false;
  const mode = headers.get("sec-fetch-mode");
  return mode === null ? (headers.get("accept") ?? "").includes("text/html") : mode === "navigate";
}

function credentialHeaders(headers: Headers): HeaderList {
  return ["x-ccxray-auth", "authorization"].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
}

/** Our port, and the one that this request came in by: a process may hold the well-known port besides its own. */
function portsOf(event: H3Event, port: number): readonly number[] {
  const came = event.runtime?.node?.req.socket?.localPort;
  return came === undefined ? [port] : [port, came];
}
