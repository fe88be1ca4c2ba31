import { createServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkNetwork } from "../../../src/cli/check-network.ts";
import { flagsFrom } from "../../../src/cli/flags.ts";
import { portHolder } from "../../../src/cli/health.ts";
import { main } from "../../../src/cli/main.ts";
import { reach } from "../../../src/cli/reach.ts";
import { readConfig } from "../../../src/cli/read-config.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { fakeTerminal } from "../../support/fake-terminal.ts";

const open: (Server | HttpServer)[] = [];
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ccxray-cli-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(home, { recursive: true });
});

async function listening(server: Server | HttpServer): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const port = await listening(createTcpServer());
  await new Promise((resolve) => open.pop()?.close(resolve));
  return port;
}

const answering = (body: string) => listening(createServer((_request, response) => response.end(body)));
const health = JSON.stringify({ ok: true, app: "ccxray", version: "1.2.3", pid: 7, journal: "j1" });

describe("who holds a port", () => {
  test("a ccxray, by its health", async () => {
    expect(await portHolder(await answering(health), systemClock)).toEqual({ holder: "ccxray", health: { ok: true, app: "ccxray", version: "1.2.3", pid: 7, journal: "j1" } });
  });

  test.each(["not found", "{}", '{"app":"ccxray"}', "x".repeat(20_000)])("somebody else: %.20s", async (body) => {
    expect(await portHolder(await answering(body), systemClock)).toEqual({ holder: "other" });
  });

  test("nobody", async () => {
    expect(await portHolder(await closedPort(), systemClock)).toEqual({ holder: "nobody" });
  });

  test("one that never answers is somebody else, after a second", async () => {
    const clock = createTestClock();
    const connected = Promise.withResolvers<void>();
    const port = await listening(createTcpServer((socket) => socket.on("error", () => undefined).once("data", () => connected.resolve())));

    const holder = portHolder(port, clock);
    await connected.promise;
    clock.advance(1000);

    expect(await holder).toEqual({ holder: "other" });
  });
});

describe("reaching an upstream", () => {
  test("works, or says why not", async () => {
    const port = await listening(createTcpServer((socket) => socket.end()));

    expect((await reach(new URL(`http://127.0.0.1:${port}`), 1000, systemClock)).problem).toBeUndefined();
    expect(await reach(new URL(`http://127.0.0.1:${await closedPort()}`), 1000, systemClock)).toMatchObject({ problem: "ECONNREFUSED" });
  });

  test("a TLS handshake that nobody answers is given up", async () => {
    const clock = createTestClock();
    const connected = Promise.withResolvers<void>();
    const port = await listening(createTcpServer((socket) => socket.on("error", () => undefined).once("data", () => connected.resolve())));

    const reached = reach(new URL(`https://127.0.0.1:${port}`), 3000, clock);
    await connected.promise;
    clock.advance(3000);

    expect(await reached).toEqual({ ms: 3000, problem: "no answer within 3 s" });
  });
});

test("the doctor names an upstream that leads back here, and one behind a proxy is not asked directly", async () => {
  const [port, proxy] = [await answering(health), await closedPort()];
  const specs = { one: { name: "one", defaultUrl: "https://one.invalid", env: [] }, two: { name: "two", defaultUrl: "http://x.invalid", env: [] } };
  const env = { HOME: home, PROXY_PORT: String(port), HTTPS_PROXY: `http://127.0.0.1:${proxy}` };

  const checks = await checkNetwork(readConfig(flagsFrom({}, [`two=http://localhost:${port}`]), env, specs), systemClock);

  expect(Object.fromEntries(checks.map(({ name, state }) => [name, state]))).toEqual({ port: "ok", "outbound proxy": "warn", "upstream one": "ok", "upstream two": "fail" });
});

test("status finds the dashboard on the shared port", async () => {
  const port = await answering(health);
  const terminal = fakeTerminal({ HOME: home, PROXY_PORT: String(port) });

  expect(await main(["status", "--json"], terminal)).toBe(0);

  expect(JSON.parse(terminal.out())).toEqual({ home: join(home, ".ccxray"), port, holder: "ccxray", dashboard: `http://127.0.0.1:${port}/_ccxray/`, processes: [] });
});

test("an empty journal is no failure: a hint on stderr, nothing on stdout", async () => {
  const terminal = fakeTerminal({ HOME: home });

  expect(await main(["sessions"], terminal)).toBe(0);

  expect(terminal.out()).toBe("");
  expect(terminal.err()).toContain("ccxray proxy claude");
});

test("a session that is not there is status 66", async () => {
  const terminal = fakeTerminal({ HOME: home });

  expect(await main(["show", "nope/1"], terminal)).toBe(66);
});
