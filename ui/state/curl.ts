import type { ExchangeAnswer } from "../../src/dashboard/contract.ts";

/** Headers that curl makes itself, or that belong to one connection. */
const OWN = new Set(["host", "content-length", "connection", "accept-encoding", "content-encoding", "transfer-encoding"]);

/** A request as a curl command for a POSIX shell; secrets stay masked as the journal has them. */
export function curlOf(exchange: ExchangeAnswer, body: string | undefined): string {
  const { method, headers } = exchange.request;
  const lines = [
    `curl ${quoted(exchange.summary.upstream || exchange.request.path)}`,
    ...(method === "GET" ? [] : [`-X ${method}`]),
    ...headers.filter(([name]) => !OWN.has(name.toLowerCase())).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return lines.join(" \\\n  ");
}

/** Within single quotes a POSIX shell reads everything as it is, but for the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
