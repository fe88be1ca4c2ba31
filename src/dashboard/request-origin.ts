import { isIP, isIPv4 } from "node:net";

/** Where the dashboard is reached, to tell its own pages from foreign ones. */
export interface Place {
  /** The address or name that was bound. */
  readonly host: string;
  /** The ports it listens on. */
  readonly ports: readonly number[];
}

/**
 * Whether a `Host` header names us. A page of an attacker whose name was rebound to this machine
 * still sends its own name here, so this is what stops DNS rebinding.
 */
export function isOwnHost(hostHeader: string | null, { host, ports }: Place): boolean {
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::(\d+))?$/i.exec(hostHeader ?? "") ?? [];
  const name = (bracketed ?? plain)?.toLowerCase();
  if (name === undefined || !ports.includes(Number(port ?? 80))) return false;
  if (name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."))) return true;
  // Bound to every address, any of them may be meant. An address, unlike a name, cannot be rebound.
  if (host === "0.0.0.0" || host === "::") return isIP(name) > 0;
  return name === host.toLowerCase();
}

/** What a browser says of the page that a request comes from. */
export interface Provenance {
  readonly host: string | null;
  readonly origin: string | null;
  /** `Sec-Fetch-Site`; absent from older browsers, from other programs, and on plain HTTP beyond loopback. */
  readonly fetchSite: string | null;
}

/** Whether a request comes from our own pages, from the person at the address bar, or from no browser at all. */
export function isOwnPage({ host, origin, fetchSite }: Provenance): boolean {
  if (fetchSite !== null && fetchSite !== "same-origin" && fetchSite !== "none") return false;
  if (origin === null) return true;
  return host !== null && /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase();
}
