import type { ArgDef, ArgsDef } from "citty";

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

/** Where a cassette is written. */
const output = { type: "string", alias: "o", valueHint: "file", description: "The cassette to write (default cassettes/<agent>.json, or the next free number of it)" } as const satisfies ArgDef;
const force = { type: "boolean", description: "Replace a file that is there already" } as const satisfies ArgDef;

/** The flags of `record`: a proxy's, and what becomes of the recording. */
export const recordArgs = {
  output,
  append: { type: "boolean", description: "Add to a cassette that is there already" },
  force,
  session: { type: "string", valueHint: "id", description: "Run nothing: take a session out of the journal, by its id, the start of it, or latest" },
  ...runArgs,
} as const satisfies ArgsDef;

/** The flags of `replay`. */
export const replayArgs = {
  match: { type: "string", valueHint: "policy", description: "What must be equal: turn (the conversation; the default), exact (every part), order (only the place in its lane)" },
  speed: { type: "string", valueHint: "speed", description: "max (the default), 1 as recorded, N times faster" },
  "on-miss": { type: "string", valueHint: "what", description: "An ask that was not recorded: fail (the default, without any network), live (ask the real API), record (and add its answer to the cassette)" },
  "max-age": { type: "string", valueHint: "age", description: "Refuse a cassette that is older, for instance 30d or 12h" },
  "allow-leftover": { type: "boolean", description: "Recorded turns that nobody asked for are no failure" },
  drift: { type: "boolean", default: true, negativeDescription: "Any difference from the recording is a failure", description: "Accept drift" },
  repeat: { type: "boolean", description: "Answer what is asked more often than recorded with the last recorded answer" },
  report: { type: "string", valueHint: "FORM=FILE", description: "Also write the report as junit=FILE or json=FILE; may be repeated" },
  port: { type: "string", valueHint: "number", description: "Port to listen on (default: any free one)" },
  host: runArgs.host,
  upstream: runArgs.upstream,
  ...commonArgs,
} as const satisfies ArgsDef;

/** The flags of `cassette` and its commands. */
export const cassetteArgs = {
  output: { ...output, description: "Write to this file and leave the cassette as it is" },
  force,
  "side-requests": { type: "boolean", description: "Take out exchanges that hold nothing but side requests" },
  exchanges: { type: "string", valueHint: "ids", description: "Take out these exchanges, for instance e3,e7" },
  unplayed: { type: "string", valueHint: "report", description: "Take out what a replay did not play: its report, as --report json=FILE wrote it" },
  "allow-unclaimed": { type: "boolean", description: "Exchanges that no provider claims are no failure" },
  json: commonArgs.json,
  quiet: commonArgs.quiet,
  help: commonArgs.help,
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
  /** Of `show`: `SESSION[/TURN]`; of `record`: the session to take out of the journal. */
  readonly session?: string;
  /** Positional arguments of a command that takes files. */
  readonly files: readonly string[];
  readonly output?: string;
  readonly append: boolean;
  readonly force: boolean;
  readonly match?: string;
  readonly speed?: string;
  readonly onMiss?: string;
  readonly maxAge?: string;
  readonly allowLeftOver: boolean;
  /** False: `--no-drift`. */
  readonly drift: boolean;
  readonly repeat: boolean;
  readonly sideRequests: boolean;
  /** Ids with commas between them. */
  readonly exchanges?: string;
  readonly unplayed?: string;
  readonly allowUnclaimed: boolean;
  /** Each `FORM=FILE`, in order. */
  readonly reports: readonly string[];
}

/** Flags as a command takes them, from what citty parsed. `upstreams` and `reports` come apart, since citty keeps only the last of repeated flags. */
export function flagsFrom(parsed: Readonly<Record<string, unknown>>, upstreams: readonly string[], reports: readonly string[] = []): Flags {
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
    ...text("output", "output"),
    ...text("match", "match"),
    ...text("speed", "speed"),
    ...text("onMiss", "on-miss"),
    ...text("maxAge", "max-age"),
    ...text("exchanges", "exchanges"),
    ...text("unplayed", "unplayed"),
    upstreams,
    reports,
    files: Array.isArray(parsed["_"]) ? parsed["_"].map(String) : [],
    allowUpstreamLoop: parsed["allow-upstream-loop"] === true,
    browser: parsed["browser"] !== false,
    quiet: parsed["quiet"] === true,
    json: parsed["json"] === true,
    raw: parsed["raw"] === true,
    append: parsed["append"] === true,
    force: parsed["force"] === true,
    allowLeftOver: parsed["allow-leftover"] === true,
    drift: parsed["drift"] !== false,
    repeat: parsed["repeat"] === true,
    sideRequests: parsed["side-requests"] === true,
    allowUnclaimed: parsed["allow-unclaimed"] === true,
  };
}
