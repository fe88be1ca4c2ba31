import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { buildConnector, type Dispatcher, errors, Pool } from "undici";

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
  const pool = new Pool(proxy.origin, { connect: { timeout: connectTimeout }, headersTimeout: connectTimeout, allowH2: false });
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
  const { statusCode, socket } = await answered(pool, target, credentials);
  const problem = problemOf(statusCode, socket.readableLength);
  if (problem === undefined) return socket;
  socket.on("error", () => undefined).destroy();
  throw new Error(`the outbound proxy answered CONNECT ${target} with ${problem}`);
}

async function answered(pool: Pool, target: string, credentials: string | undefined): Promise<Dispatcher.ConnectData> {
  try {
    return await pool.connect({ path: target, headers: { host: target, ...(credentials && { "proxy-authorization": credentials }) } });
  } catch (error) {
    if (!(error instanceof errors.HeadersTimeoutError)) throw error;
    throw Object.assign(new Error(`the outbound proxy did not answer CONNECT ${target}`), { code: error.code });
  }
}

/** `early`: bytes that came behind the answer, where only the upstream may speak, and not before it is spoken to. */
function problemOf(status: number, early: number): string | undefined {
  if (status === 407) return "407; it wants credentials: http://user:password@host:port";
  if (status < 200 || status > 299) return `${status}`;
  return early > 0 ? `${status} and ${early} bytes that nobody asked for` : undefined;
}

function credentialsOf(proxy: URL): string | undefined {
  if (!proxy.username) return undefined;
  return `Basic ${Buffer.from(`${unescaped(proxy.username)}:${unescaped(proxy.password)}`).toString("base64")}`;
}

/** A password may hold a percent sign that is no escape. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
