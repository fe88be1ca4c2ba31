import { isIPv4 } from "node:net";
import type { HeaderList, RequestHead } from "../domain/exchange.ts";
import { bearerOf, runKeyOf, tokensOf, withoutOwnHeaders, withoutOwnParameters } from "../domain/own-parameters.ts";
import { sameSecret } from "./secret.ts";

/** What a client may show to be let through to an upstream. */
export interface Credentials {
  /** `AUTH_TOKEN`; undefined: access control is off. */
  readonly authToken: string | undefined;
  /** The key in the base URL of the agents that we launch: random for each run, never `AUTH_TOKEN`. */
  readonly runKey: string | undefined;
}

/**
 * Whether a request or an upgrade may go upstream. `head` is as the client sent it, nothing cut out.
 * Without `AUTH_TOKEN` whoever is on this machine may; with it, whoever shows it or the run's key.
 */
export function clientMayPass(head: RequestHead, remoteAddress: string | undefined, { authToken, runKey }: Credentials): boolean {
  if (authToken === undefined) return isLoopbackAddress(remoteAddress);
  const key = runKeyOf(head.path)?.key;
  if (key !== undefined && runKey !== undefined && sameSecret(key, runKey)) return true;
  return showsToken(head, authToken);
}

/** Whether `AUTH_TOKEN` is in `X-Ccxray-Auth`, in `Authorization: Bearer` or in `?token=`. */
export function showsToken(request: { readonly path: string; readonly headers: HeaderList }, authToken: string): boolean {
  const bearers = valuesOf(request.headers, "authorization").map(bearerOf);
  const shown = [...valuesOf(request.headers, "x-ccxray-auth"), ...bearers, ...tokensOf(request.path)];
  return shown.some((one) => one !== undefined && sameSecret(one, authToken));
}

/** The head as the upstream may see it: no token, no run key, no header of ours. */
export function withoutCredentials(head: RequestHead, { authToken }: Pick<Credentials, "authToken">): RequestHead {
  return { ...head, path: withoutOwnParameters(head.path), headers: withoutOwnHeaders(head.headers, authToken) };
}

/** Whether a peer's address is this machine's own (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3), also IPv4 within IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.toLowerCase().replace(/^::ffff:/, "");
  return plain === "::1" || (isIPv4(plain) && plain.startsWith("127."));
}

function valuesOf(headers: HeaderList, name: string): readonly string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
}
