import { describe, expect, test } from "vitest";
import { flagsFrom } from "../../../src/cli/flags.ts";
import { maskedConfig } from "../../../src/cli/masked-config.ts";
import { isLoopback, readConfig } from "../../../src/cli/read-config.ts";
import { isSecretName, secretValues } from "../../../src/cli/secret-values.ts";
import { CcxrayError } from "../../../src/domain/errors.ts";
import type { Env } from "../../../src/platform/env.ts";

const specs = {
  one: { name: "one", defaultUrl: "https://one.example/v1", env: ["ONE_URL", "OLD_ONE_URL"] },
  two: { name: "two", defaultUrl: "https://two.example", env: ["TWO_URL"] },
};
const read = (env: Env, parsed: Record<string, unknown> = {}, upstreams: readonly string[] = []) =>
  readConfig(flagsFrom(parsed, upstreams), { HOME: "/home/me", ...env }, specs);
const failure = (run: () => unknown): CcxrayError => {
  try {
    run();
  } catch (error) {
    if (error instanceof CcxrayError) return error;
    throw error;
  }
  throw new Error("was accepted");
};

test("nothing set: the documented defaults", () => {
  expect(read({})).toEqual({
    port: undefined,
    wellKnownPort: 5577,
    host: "127.0.0.1",
    home: "/home/me/.ccxray",
    authToken: undefined,
    upstreams: { one: { url: "https://one.example/v1", source: undefined }, two: { url: "https://two.example", source: undefined } },
    allowUpstreamLoop: false,
    outboundProxy: { http: undefined, https: undefined, no: "" },
    timeouts: { connect: 30_000, idle: 600_000, webSocketIdle: 600_000 },
    retentionDays: 14,
    openBrowser: true,
    quiet: false,
    json: false,
    secretValues: [],
  });
});

test("it is frozen, inside too", () => {
  const config = read({ ONE_URL: "http://a" });

  expect([config, config.upstreams, config.upstreams["one"], config.outboundProxy, config.timeouts, config.secretValues].every(Object.isFrozen)).toBe(true);
});

test("a flag beats its variable, and an empty variable counts as unset", () => {
  const env = { CCXRAY_HOME: "/env", PROXY_PORT: "", CCXRAY_RETENTION_DAYS: "3", ONE_URL: "http://env" };

  const config = read(env, { home: "~/flag", "retention-days": "0" }, ["one=http://flag/base/"]);

  expect(config).toMatchObject({ home: "/home/me/flag", retentionDays: 0, wellKnownPort: 5577 });
  expect(config.upstreams["one"]).toEqual({ url: "http://flag/base", source: "--upstream one" });
});

test("`other` is an upstream only when it is named: there is nowhere that unknown requests go by themselves", () => {
  expect(read({}).upstreams["other"]).toBeUndefined();
  expect(read({}, {}, ["other=http://catch/all/"]).upstreams["other"]).toEqual({ url: "http://catch/all", source: "--upstream other" });
});

test("the first variable of an upstream that is set wins, and its name is kept", () => {
  expect(read({ OLD_ONE_URL: "http://old:81/x/" }).upstreams["one"]).toEqual({ url: "http://old:81/x", source: "OLD_ONE_URL" });
  expect(read({ OLD_ONE_URL: "http://old", ONE_URL: "http://new" }).upstreams["one"]?.source).toBe("ONE_URL");
});

test("outbound proxies by variable, in both spellings, ALL_PROXY last, http when no scheme is given", () => {
  expect(read({ https_proxy: "proxy:3128", ALL_PROXY: "http://all", no_proxy: "a,b" }).outboundProxy).toEqual({ https: "http://proxy:3128/", http: "http://all/", no: "a,b" });
});

test("variables for time-outs, loop, and browser", () => {
  const config = read({ CCXRAY_WS_IDLE_TIMEOUT_MS: "5", CCXRAY_IDLE_TIMEOUT_MS: "6", CCXRAY_CONNECT_TIMEOUT_MS: "7", CCXRAY_ALLOW_UPSTREAM_LOOP: "1", CI: "true" });

  expect(config).toMatchObject({ timeouts: { webSocketIdle: 5, idle: 6, connect: 7 }, allowUpstreamLoop: true, openBrowser: false });
});

test.each([{ BROWSER: "none" }, { SSH_TTY: "/dev/pts/1" }, { SSH_CONNECTION: "1.2.3.4" }])("no browser with %o", (env) => {
  expect(read(env).openBrowser).toBe(false);
});

describe("what cannot be used is refused, by name and value, with a hint", () => {
  test.each([
    [{ PROXY_PORT: "80abc" }, {}, [], /^PROXY_PORT=80abc /],
    [{ PROXY_PORT: "65536" }, {}, [], /^PROXY_PORT=65536 /],
    [{}, { port: "" }, [], /^--port= /],
    [{}, { port: "-1" }, [], /^--port=-1 /],
    [{}, { port: "1.5" }, [], /^--port=1.5 /],
    [{ CCXRAY_WS_IDLE_TIMEOUT_MS: "0" }, {}, [], /^CCXRAY_WS_IDLE_TIMEOUT_MS=0 /],
    [{ CCXRAY_IDLE_TIMEOUT_MS: "99999999999" }, {}, [], /^CCXRAY_IDLE_TIMEOUT_MS=/],
    [{ CCXRAY_RETENTION_DAYS: "a week" }, {}, [], /^CCXRAY_RETENTION_DAYS=a week /],
    [{ CCXRAY_ALLOW_UPSTREAM_LOOP: "maybe" }, {}, [], /^CCXRAY_ALLOW_UPSTREAM_LOOP=maybe /],
    [{ ONE_URL: "one.example" }, {}, [], /^ONE_URL=one.example is not a URL/],
    [{ ONE_URL: "ftp://one.example" }, {}, [], /^ONE_URL=ftp:/],
    [{ ONE_URL: "https://u:p4ss@one.example" }, {}, [], /^ONE_URL=https:\/\/u:…@one.example /],
    [{ ONE_URL: "https://one.example?key=1" }, {}, [], /^ONE_URL=https:\/\/one.example\?key=… has a query/],
    [{ HTTPS_PROXY: "socks5://p:1" }, {}, [], /^HTTPS_PROXY=socks5/],
    [{ HTTP_PROXY: "http://" }, {}, [], /^HTTP_PROXY=/],
    [{}, {}, ["one"], /^--upstream=one is not NAME=URL/],
    [{}, {}, ["oen=http://x"], /--upstream oen.*one/],
    [{}, { host: "0.0.0.0" }, [], /^--host=0.0.0.0 .*AUTH_TOKEN/],
    [{}, { host: "127.0.0.1:80" }, [], /^--host=127.0.0.1:80 /],
    [{}, { home: "" }, [], /^--home= /],
  ] as const)("%o %o %o", (env, parsed, upstreams, message) => {
    const error = failure(() => read(env, parsed, upstreams));

    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
  });
});

test("an address that is not loopback is taken together with AUTH_TOKEN", () => {
  expect(read({ AUTH_TOKEN: "0123456789" }, { host: "0.0.0.0" }).host).toBe("0.0.0.0");
  expect(read({}, { host: "[::1]" }).host).toBe("::1");
});

test("loopback is 127/8, ::1 and localhost, and no look-alike", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1", "localhost"].filter((host) => !isLoopback(host))).toEqual([]);
  expect(["127.evil.example", "0.0.0.0", "::", "10.0.0.1", "localhost.evil"].filter(isLoopback)).toEqual([]);
});

test("names of secrets", () => {
  const yes = ["OPENAI_API_KEY", "AUTH_TOKEN", "GITHUB_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "MY_APIKEY", "REGISTRY_AUTH", "GCP_CREDENTIALS"];
  const no = ["PATH", "HOME", "SSH_AUTH_SOCK", "GIT_AUTHOR_NAME", "MAX_THINKING_TOKENS", "KEYBOARD", "TOKEN_URL", "GOOGLE_CREDENTIALS_FILE"];

  expect(yes.filter((name) => !isSecretName(name))).toEqual([]);
  expect(no.filter(isSecretName)).toEqual([]);
});

test("secret values: long enough, no paths, passwords of proxies too, longest first", () => {
  const env = { A_TOKEN: "short", B_KEY: "longer-secret", C_KEY: "/home/me/key.pem", HTTPS_PROXY: "http://u:p%40ssw0rd!@proxy", D_SECRET: "longer-secret" };

  expect(secretValues(env)).toEqual(["longer-secret", "p%40ssw0rd!", "p@ssw0rd!"]);
});

test.each(["messages", "tool-use", "assistant", "function_call_output", "instructions"])("the word %s is no secret value: every text is full of it", (APP_KEY) => {
  expect(secretValues({ APP_KEY })).toEqual([]);
});

test.each(["hunter22", "Messages", "correct-horse-battery", "abcdefghijkl", "pass word", "my_secret_key"])("%s could be a secret", (APP_KEY) => {
  expect(secretValues({ APP_KEY })).toEqual([APP_KEY]);
});

test("shown, the configuration holds no secret", () => {
  const config = read({ AUTH_TOKEN: "very-secret-token", HTTPS_PROXY: "http://u:hunter2hunter2@proxy:1", OPENAI_API_KEY: "sk-1234567890" });

  const shown = JSON.stringify(maskedConfig(config));

  expect(shown).not.toMatch(/very-secret|hunter2|sk-123/);
  expect(shown).toContain("http://u:hidden@proxy:1/");
});
