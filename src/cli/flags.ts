import type { ArgsDef } from "citty";

/** The flags of every command. */
export const commonArgs = {
  home: { type: "string", valueHint: "folder", description: "Where the journal is (CCXRAY_HOME; default ~/.ccxray)" },
  json: { type: "boolean", description: "Say it as JSON on stdout" },
  quiet: { type: "boolean", alias: "q", description: "Say nothing but warnings and errors" },
  help: { type: "boolean", alias: "h", description: "Show this help" },
} as const satisfies ArgsDef;

/** The flags that configure a running proxy. */
export const runArgs = {
  port: { type: "string", valueHint: "number", description: "Port to listen on; 0 picks a free one (default: PROXY_PORT or 5577 when free, else a free one)" },
  host: { type: "string", valueHint: "address", description: "Address to listen on (default 127.0.0.1); any that is not loopback needs AUTH_TOKEN" },
  browser: { type: "boolean", default: true, negativeDescription: "Do not open the dashboard (also BROWSER=none)", description: "Open the dashboard when an agent starts" },
  upstream: { type: "string", valueHint: "NAME=URL", description: "Send an upstream's requests to this URL; may be repeated" },
  "allow-upstream-loop": { type: "boolean", description: "Start although an upstream leads back here (CCXRAY_ALLOW_UPSTREAM_LOOP)" },
  "retention-days": { type: "string", valueHint: "days", description: "Keep exchanges this long; 0 keeps them for ever (CCXRAY_RETENTION_DAYS; default 14)" },
  ...commonArgs,
} as const satisfies ArgsDef;

/** What the flags and positional arguments of a command line said, before it is judged. */
export interface Flags {
  readonly port?: string;
  readonly host?: string;
  readonly home?: string;
  /** Each `NAME=URL`, in order. */
  readonly upstreams: readonly string[];
  readonly allowUpstreamLoop: boolean;
  readonly retentionDays?: string;
  readonly browser: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly limit?: string;
  readonly raw: boolean;
  /** `SESSION[/TURN]`. */
  readonly session?: string;
}

/** Flags as a command takes them, from what citty parsed. `upstreams` come apart, since citty keeps only the last of repeated flags. */
export function flagsFrom(parsed: Readonly<Record<string, unknown>>, upstreams: readonly string[]): Flags {
  const text = <Name extends keyof Flags>(name: Name, key: string): { readonly [name in Name]?: string } => {
    const value = parsed[key];
    return typeof value === "string" ? ({ [name]: value } as { readonly [name in Name]: string }) : {};
  };
  return {
    ...text("port", "port"),
    ...text("host", "host"),
    ...text("home", "home"),
    ...text("retentionDays", "retention-days"),
    ...text("limit", "limit"),
    ...text("session", "session"),
    upstreams,
    allowUpstreamLoop: parsed["allow-upstream-loop"] === true,
    browser: parsed["browser"] !== false,
    quiet: parsed["quiet"] === true,
    json: parsed["json"] === true,
    raw: parsed["raw"] === true,
  };
}
