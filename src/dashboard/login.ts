import { assertBodySize, type H3, type H3Event } from "h3/node";
import { readOnly } from "./read-only.ts";
import { sameSecret } from "./secret.ts";
import type { SessionCookies } from "./session-cookie.ts";

export const LOGIN_PATH = "/_ccxray/login";
export const LOGIN_STYLE_PATH = "/_ccxray/login.css";
const HOME_PATH = "/_ccxray/";
const FORM_BYTES = 16_384;

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 24rem; margin: 20vh auto 0; padding: 0 1rem }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
input, button { margin-top: .5rem; padding: .5rem }
`;

/** What a login needs; undefined: there is no token to log in with. */
export interface Lock {
  readonly authToken: string;
  readonly cookies: SessionCookies;
}

/** Where a browser turns `AUTH_TOKEN` into a cookie: a form without a script. */
export function loginRoutes(app: H3, lock: Lock | undefined): void {
  readOnly(app, LOGIN_STYLE_PATH, () => new Response(STYLE, { headers: { "content-type": "text/css; charset=utf-8" } }));
  app.post(LOGIN_PATH, (event) => (lock ? logIn(event, lock) : goTo(HOME_PATH)));
  readOnly(app, LOGIN_PATH, (event) => (lock ? loginPage(200, wantedPath(event.url.searchParams.get("next"))) : goTo(HOME_PATH)), "GET, HEAD, POST");
}

/** The form. `next` is where to go afterwards. */
export function loginPage(status: 200 | 401, next: string, message = ""): Response {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ccxray: log in</title>
<link rel="stylesheet" href="${LOGIN_STYLE_PATH}">
<h1>ccxray</h1>
<p role="alert">${escaped(message)}</p>
<form method="post" action="${LOGIN_PATH}">
<input type="hidden" name="next" value="${escaped(next)}">
<label for="token">The value of AUTH_TOKEN</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Log in</button>
</form>
</html>
`;
  // Under `no-referrer` a browser sends the form with `Origin: null`, which is refused.
  return new Response(body, { status, headers: { "content-type": "text/html; charset=utf-8", "referrer-policy": "same-origin" } });
}

/** Sends a browser on with GET, with a cookie if one is given. */
export function goTo(path: string, cookie?: string): Response {
  return new Response(null, { status: 303, headers: { location: path, ...(cookie !== undefined && { "set-cookie": cookie }) } });
}

async function logIn(event: H3Event, { authToken, cookies }: Lock): Promise<Response> {
  assertBodySize(event, FORM_BYTES);
  const form = new URLSearchParams(await event.req.text());
  const next = wantedPath(form.get("next"));
  if (!sameSecret(form.get("token") ?? "", authToken)) return loginPage(401, next, "That is not the token.");
  return goTo(next, cookies.issue());
}

/** A path of ours and nothing else, so that no link can make the login lead elsewhere. */
function wantedPath(next: string | null): string {
  const url = URL.parse(next ?? "", "http://ours.invalid");
  return url?.host === "ours.invalid" && url.pathname.startsWith(HOME_PATH) ? url.pathname + url.search : HOME_PATH;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
