import type { Header, HeaderList } from "./exchange.ts";

/** The first value of a header, whatever the case of its name. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}

/** Every value of a header joined by commas, as RFC 9110, 5.3 reads repeats. */
export function headerValues(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
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
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers without those that belong to one connection only (RFC 9110, 7.6.1), also those that `Connection` names. */
export function withoutHopByHop(headers: HeaderList): HeaderList {
  const named = new Set(
    (headerValues(headers, "connection") ?? "").split(",").map((token) => token.trim().toLowerCase()),
  );
  return headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()));
}
