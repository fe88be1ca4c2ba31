/** Everything a run is told, from flags and environment: validated, complete and frozen. */
export interface Config {
  /** Port asked for by `--port`; undefined: the well-known port if it is free, else any free one. */
  readonly port: number | undefined;
  /** The shared dashboard's port: `PROXY_PORT`, default 5577; 0 means none is shared. */
  readonly wellKnownPort: number;
  readonly host: string;
  /** Folder of the journal, absolute. */
  readonly home: string;
  /** `AUTH_TOKEN`: clients and browsers must show it. */
  readonly authToken: string | undefined;
  /** Where requests go, by upstream name. */
  readonly upstreams: Readonly<Record<string, UpstreamSetting>>;
  readonly allowUpstreamLoop: boolean;
  readonly outboundProxy: OutboundProxy;
  readonly timeouts: Timeouts;
  readonly retentionDays: number;
  readonly openBrowser: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** Values that must never be written anywhere: of environment variables named like secrets. */
  readonly secretValues: readonly string[];
}

export interface UpstreamSetting {
  /** Base URL with base path, no trailing slash, no user info. */
  readonly url: string;
  /** The flag or environment variable that set it; undefined: the provider's default. */
  readonly source: string | undefined;
}

export interface OutboundProxy {
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** As in `NO_PROXY`: hosts, `.suffixes`, `host:port`, `*`. */
  readonly no: string;
}

/** All in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** Longest silence of an upstream, before its head and between two pieces of its body. */
  readonly idle: number;
  /** Longest silence of a WebSocket, its handshake included. */
  readonly webSocketIdle: number;
}
