import { isIP } from "node:net";
import { CcxrayError } from "../domain/errors.ts";
import { CATCH_ALL } from "../pipeline/prepare.ts";
import { type Env, envText } from "../platform/env.ts";
import { absolutePath } from "../platform/paths.ts";
import type { UpstreamSpec } from "../providers/provider.ts";
import { upstreamSpecs } from "../providers/registry.ts";
import type { Config, OutboundProxy, Timeouts, UpstreamSetting } from "./config.ts";
import { badValue, baseUrl, type Given, milliseconds, port, proxyUrl, wholeNumber, yesOrNo } from "./config-values.ts";
import type { Flags } from "./flags.ts";
import { didYouMean } from "./nearest.ts";
import { secretValues } from "./secret-values.ts";

const WELL_KNOWN_PORT = 5577;
const MINUTE = 60_000;
const RETENTION_DAYS = 14;
const MOST_DAYS = 36_500;

/** What flags and environment say, judged, complete and frozen. Throws CONFIG_INVALID, naming the flag or variable and its value. */
export function readConfig(flags: Flags, env: Env, specs: Readonly<Record<string, UpstreamSpec>> = upstreamSpecs): Config {
  const authToken = envText(env, "AUTH_TOKEN");
  return frozen({
    port: optional(fromFlag("--port", flags.port), (given) => port(given, "0 picks a free port.")),
    wellKnownPort: optional(fromEnv(env, "PROXY_PORT"), (given) => port(given, "0 shares no dashboard.")) ?? WELL_KNOWN_PORT,
    host: readHost(flags.host, authToken),
    home: readHome(flags, env),
    authToken,
    upstreams: readUpstreams(flags.upstreams, env, specs),
    allowUpstreamLoop: flags.allowUpstreamLoop || (optional(fromEnv(env, "CCXRAY_ALLOW_UPSTREAM_LOOP"), yesOrNo) ?? false),
    outboundProxy: readOutboundProxy(env),
    timeouts: readTimeouts(env),
    retentionDays: readRetentionDays(flags, env),
    openBrowser: flags.browser && !isUnattended(env),
    quiet: flags.quiet,
    json: flags.json,
    secretValues: secretValues(env),
  });
}

/** The journal's folder, absolute. */
export function readHome(flags: Pick<Flags, "home">, env: Env): string {
  const given = fromFlag("--home", flags.home) ?? fromEnv(env, "CCXRAY_HOME");
  if (given?.text.trim() === "") throw badValue(given, "names no folder", "Give the folder of the journal, or leave it out for ~/.ccxray");
  return absolutePath(given?.text ?? "~/.ccxray", env);
}

/** For how many days exchanges are kept; 0: for ever. */
export function readRetentionDays(flags: Pick<Flags, "retentionDays">, env: Env): number {
  const given = fromFlag("--retention-days", flags.retentionDays) ?? fromEnv(env, "CCXRAY_RETENTION_DAYS");
  return optional(given, (one) => wholeNumber(one, 0, MOST_DAYS, "0 keeps everything for ever.")) ?? RETENTION_DAYS;
}

function fromFlag(source: string, text: string | undefined): Given | undefined {
  return text === undefined ? undefined : { text, source };
}

/** The first of these variables that is set. */
function fromEnv(env: Env, ...names: readonly string[]): Given | undefined {
  const source = names.find((name) => envText(env, name) !== undefined);
  return source === undefined ? undefined : { text: env[source] ?? "", source };
}

function optional<Value>(given: Given | undefined, read: (given: Given) => Value): Value | undefined {
  return given === undefined ? undefined : read(given);
}

function readHost(host: string | undefined, authToken: string | undefined): string {
  if (host === undefined) return "127.0.0.1";
  const bare = host.trim().replace(/^\[|\]$/g, "");
  const given = { text: host, source: "--host" };
  if (bare === "" || /[\s/]/.test(bare) || (bare.includes(":") && isIP(bare) === 0)) {
    throw badValue(given, "is not an address", "Give an address or a name without port, for instance 127.0.0.1");
  }
  if (!isLoopback(bare) && authToken === undefined) {
    throw badValue(given, "lets others in, and no AUTH_TOKEN is set", "Set AUTH_TOKEN to a long random secret that clients must show, or leave --host out.");
  }
  return bare;
}

/** Does only this machine reach that address? RFC 1122, 3.2.1.3 and RFC 4291, 2.5.3. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function readUpstreams(flags: readonly string[], env: Env, specs: Readonly<Record<string, UpstreamSpec>>): Readonly<Record<string, UpstreamSetting>> {
  const named = flags.map((text) => readUpstreamFlag(text, [...Object.keys(specs), CATCH_ALL]));
  const flagOf = (name: string): Given | undefined => named.findLast((one) => one.name === name)?.given;
  const settings = Object.values(specs).map(({ name, defaultUrl, env: variables }): [string, UpstreamSetting] => {
    const given = flagOf(name) ?? fromEnv(env, ...variables);
    return [name, given ? setTo(given) : { url: defaultUrl, source: undefined }];
  });
  const other = flagOf(CATCH_ALL);
  return Object.fromEntries([...settings, ...(other ? [[CATCH_ALL, setTo(other)] as const] : [])]);
}

function setTo(given: Given): UpstreamSetting {
  return { url: baseUrl(given), source: given.source };
}

function readUpstreamFlag(text: string, names: readonly string[]): { readonly name: string; readonly given: Given } {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  const hint = `Upstreams: ${names.join(", ")}. For instance: --upstream ${names[0] ?? "NAME"}=http://127.0.0.1:8080`;
  if (at < 0) throw badValue({ text, source: "--upstream" }, "is not NAME=URL", hint);
  if (!names.includes(name)) throw new CcxrayError("CONFIG_INVALID", `--upstream ${name}: there is no such upstream.${didYouMean(name, names)}`, { hint });
  return { name, given: { text: text.slice(at + 1), source: `--upstream ${name}` } };
}

function readOutboundProxy(env: Env): OutboundProxy {
  return {
    http: optional(fromEnv(env, "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), proxyUrl),
    https: optional(fromEnv(env, "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), proxyUrl),
    no: envText(env, "NO_PROXY") ?? envText(env, "no_proxy") ?? "",
  };
}

function readTimeouts(env: Env): Timeouts {
  return {
    connect: optional(fromEnv(env, "CCXRAY_CONNECT_TIMEOUT_MS"), milliseconds) ?? MINUTE / 2,
    idle: optional(fromEnv(env, "CCXRAY_IDLE_TIMEOUT_MS"), milliseconds) ?? 10 * MINUTE,
    webSocketIdle: optional(fromEnv(env, "CCXRAY_WS_IDLE_TIMEOUT_MS"), milliseconds) ?? 10 * MINUTE,
  };
}

/** Nobody sits at this machine's screen, or does not want a browser. */
function isUnattended(env: Env): boolean {
  return env["BROWSER"]?.trim() === "none" || ["CI", "SSH_TTY", "SSH_CONNECTION"].some((name) => envText(env, name) !== undefined);
}

function frozen(config: Config): Config {
  for (const part of [config.upstreams, ...Object.values(config.upstreams), config.outboundProxy, config.timeouts, config.secretValues]) Object.freeze(part);
  return Object.freeze(config);
}
