import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "../platform/clock.ts";

/** Whether a TCP connection, and with https a TLS handshake, came about; `problem` says why not, in a few words. */
export interface Reached {
  readonly ms: number;
  readonly problem?: string;
}

/** Connects to a URL's host and hangs up again; gives up after `limitMs`. Never rejects. */
export function reach(url: URL, limitMs: number, clock: Clock): Promise<Reached> {
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (secure ? 443 : 80));
  const startedAt = clock.monotonic();
  return new Promise((resolve) => {
    const socket = secure ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) }) : connect({ host, port });
    const done = (problem?: string): void => {
      cancel();
      socket.destroy();
      resolve({ ms: clock.monotonic() - startedAt, ...(problem !== undefined && { problem }) });
    };
    const cancel = clock.after(limitMs, () => done(`no answer within ${limitMs / 1000} s`));
    socket.once(secure ? "secureConnect" : "connect", () => done());
    socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}
