import type { Header, HeaderList } from "./exchange.ts";

/** Whether a header has this name, given in lower case. The length tells most of them apart, and this is asked often. */
export function isNamed(header: Header, name: string): boolean {
  return header[0].length === name.length && header[0].toLowerCase() === name;
}

/** The first value of a header, whatever the case of its name. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find((header) => isNamed(header, name))?.[1];
}

/** Every value of a header joined by commas, as RFC 9110, 5.3 reads repeats. */
export function headerValues(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter((header) => isNamed(header, name));
  return values.length > 0 ? values.map(([, value]) => value).join(", ") : undefined;
}

/** Headers from the flat list of names and values that node:http and undici use. */
export function headersFromFlat(flat: readonly string[]): HeaderList {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) headers.push([flat[i] ?? "", flat[i + 1] ?? ""]);
  return headers;
}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Headers without those that belong to one connection only (RFC 9110, 7.6.1), also those that `Connection` names; the length is a body's own, whoever names it. */
export function withoutHopByHop(headers: HeaderList): HeaderList {
  const tokens = (headerValues(headers, "connection") ?? "").split(",").map((token) => token.trim().toLowerCase());
  const named = tokens.filter((token) => token !== "content-length");
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !named.includes(lower);
  });
}
