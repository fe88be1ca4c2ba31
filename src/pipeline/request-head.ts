import type { IncomingMessage } from "node:http";
import type { RequestHead } from "../domain/exchange.ts";
import { headersFromFlat } from "../domain/headers.ts";
import type { PlainRequest } from "./plain-head.ts";

/** The head of a request as it came. A target in absolute form (RFC 9112, 3.2.2) counts by its path. */
export function headOf(request: IncomingMessage): RequestHead {
  const target = request.url ?? "/";
  return {
    method: request.method ?? "GET",
    path: target.startsWith("/") ? target : pathOfAbsolute(target),
    headers: headersFromFlat(request.rawHeaders),
    upgrade: asksForWebSocket(request),
  };
}

/** The same of a plain request, which offers no upgrade. */
export function headOfPlain({ method, target, headers }: PlainRequest): RequestHead {
  return { method, path: target, headers, upgrade: false };
}

/** `Upgrade` counts only when `Connection` names it (RFC 9110, 7.8). */
function asksForWebSocket({ headers: { upgrade, connection } }: IncomingMessage): boolean {
  return upgrade?.toLowerCase() === "websocket" && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection ?? "");
}

function pathOfAbsolute(target: string): string {
  const [, path = ""] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target) ?? [];
  return path.startsWith("/") ? path : `/${path}`;
}

/** Whether a request announces a body (RFC 9112, 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
