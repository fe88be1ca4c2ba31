import type { HeaderList } from "../domain/exchange.ts";
import { placeholder } from "./redact-scan.ts";

/** Names whose values are secret with every provider: `authorization` and whatever is named like a secret. */
const SECRET_NAME = /(?:^|-)(?:token|secret|key|auth|password|credential)s?(?:-|$)|^(?:proxy-)?authorization$|apikey$/;
/** Named alike, but a nonce, a limit or a key that opens nothing. */
const HARMLESS_NAME = /^sec-websocket-|idempotency-key|(?:cache|surrogate|partition|routing)-key|rate-?limit|max-tokens/;
const SCHEME = /^([A-Za-z][\w-]{1,20})\s+(?=\S)/;

/** Query parameters whose values are secret. */
const SECRET_PARAMETER = /([?&](?:(?!page|next|continuation)[\w.-]*(?:token|secret|password|api[_-]?key)|key|auth|sig)=)[^&#\s{]+/gi;

/**
 * The headers with secret values masked and all names kept. `secretNames`: further names, lower case.
 * `redactText` sees the values of all others.
 */
export function redactHeaders(headers: HeaderList, secretNames: readonly string[], redactText: (text: string) => string): HeaderList {
  return headers.map(([name, value]) => [name, maskedValue(name.toLowerCase(), value) ?? redactText(redactQuery(value))]);

  function maskedValue(name: string, value: string): string | undefined {
    const mask = placeholder(name.replaceAll(/[^\w-]/g, "_"));
    if (value === "") return value;
    if (name === "cookie") return value.replaceAll(/(^|;\s*)([^=;]*=)?[^;]*/g, (_, start: string, cookie = "") => `${start}${cookie}${mask}`);
    if (name === "set-cookie") return value.replace(/^([^=;]*=)?[^;]*/, (_, cookie = "") => `${cookie}${mask}`);
    if (!secretNames.includes(name) && !isSecretName(name)) return undefined;
    // The scheme says how somebody authenticated, and is none of the secret (RFC 9110, 11.4).
    const scheme = name.endsWith("authorization") ? (SCHEME.exec(value)?.[0] ?? "") : "";
    return scheme + mask;
  }
}

/** A path or URL with the values of secret query parameters masked. */
export function redactQuery(url: string): string {
  return url.replaceAll(SECRET_PARAMETER, (_, start: string) => start + placeholder(start.slice(1, -1).toLowerCase().replaceAll(/[^\w-]/g, "_")));
}

function isSecretName(name: string): boolean {
  const dashed = name.replaceAll("_", "-");
  return SECRET_NAME.test(dashed) && !HARMLESS_NAME.test(dashed);
}
