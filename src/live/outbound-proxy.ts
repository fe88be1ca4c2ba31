import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { buildConnector, Pool } from "undici";

export interface OutboundProxySettings {
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** As in `NO_PROXY`. */
  readonly no: string;
}

/** The proxy a request to this origin goes through, or undefined when it goes straight. */
export function proxyFor(origin: URL, settings: OutboundProxySettings): URL | undefined {
  const proxy = origin.protocol === "https:" ? settings.https : settings.http;
  if (!proxy || isExempt(origin, settings.no)) return undefined;
  return new URL(proxy);
}

/** Whether `NO_PROXY` names this host: `*`, `host`, `.suffix`, `*.suffix`, each with an optional `:port`. */
function isExempt(origin: URL, no: string): boolean {
  const host = bare(origin.hostname);
  const port = origin.port || (origin.protocol === "https:" ? "443" : "80");
  return no
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = "", onlyPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (onlyPort && onlyPort !== port) return false;
      const suffix = bare(name).replace(/^\*?\./, "");
      return name === "*" || host === suffix || host.endsWith(`.${suffix}`);
    });
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/**
 * Connects through a proxy's CONNECT tunnel (RFC 9110, 9.3.6), for plain and TLS upstreams alike, with the
 * proxy's user info as Basic credentials. undici's own ProxyAgent turns header lists into objects, which
 * would lose the order and the repeats of what the agent sent; a connector leaves the request alone.
 */
export function tunnelConnector(proxy: URL, connectTimeout: number): { connect: buildConnector.connector; close(): Promise<void> } {
  const pool = new Pool(proxy.origin, { connect: { timeout: connectTimeout }, allowH2: false });
  const secure = buildConnector({ timeout: connectTimeout, allowH2: false });
  const credentials = credentialsOf(proxy);

  const connect: buildConnector.connector = (options, callback) => {
    const port = options.port || (options.protocol === "https:" ? "443" : "80");
    const target = `${isIPv6(options.hostname) ? `[${options.hostname}]` : options.hostname}:${port}`;
    const opened = (socket: Duplex): void => {
      if (options.protocol === "https:") secure({ ...options, httpSocket: socket as never }, callback);
      else callback(null, socket as never);
    };
    const failed = (error: unknown): void => callback(error instanceof Error ? error : new Error(String(error)), null);
    openTunnel(pool, target, credentials).then(opened, failed);
  };
  return { connect, close: () => pool.destroy() };
}

async function openTunnel(pool: Pool, target: string, credentials: string | undefined): Promise<Duplex> {
  const { statusCode, socket } = await pool.connect({
    path: target,
    headers: { host: target, ...(credentials && { "proxy-authorization": credentials }) },
  });
  if (statusCode === 200) return socket;
  socket.on("error", () => undefined).destroy();
  const hint = statusCode === 407 ? "; it wants credentials: http://user:password@host:port" : "";
  throw new Error(`the outbound proxy answered CONNECT ${target} with ${statusCode}${hint}`);
}

function credentialsOf(proxy: URL): string | undefined {
  if (!proxy.username) return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
