import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { askAsClaude } from "../support/claude-ask.ts";
import { aConnectProxy, aFakeUpstream, aFolder, aProxy } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { certificateFor, hasOpenssl } from "../support/certificate.ts";
import { upstreamsAt } from "../support/start-proxy.ts";

/** Nobody can resolve it, so what arrives came through the tunnel. */
const NAME = "api.upstream.invalid";
const CREDENTIALS = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;

describe.skipIf(!hasOpenssl()).each(programs())("$name (needs openssl)", (program) => {
  async function behindProxy() {
    const home = aFolder();
    const certificate = certificateFor(NAME, aFolder());
    const upstream = await aFakeUpstream({ tls: certificate });
    const outbound = await aConnectProxy(upstream.port);
    const env = { HTTPS_PROXY: `http://user:p%40ss@${outbound.host}`, NODE_EXTRA_CA_CERTS: certificate.authorityFile };
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(`https://${NAME}`), env });
    return { upstream, outbound, proxy };
  }

  test("a request goes through the tunnel of HTTPS_PROXY with its credentials, and trusts NODE_EXTRA_CA_CERTS", async () => {
    const { upstream, outbound, proxy } = await behindProxy();

    const { status } = await askAsClaude(proxy.url, { session: "s-tunnel", prompt: "hello" });

    expect(status).toBe(200);
    expect(outbound.tunnels).toEqual([{ target: `${NAME}:443`, credentials: CREDENTIALS }]);
    expect(upstream.received[0]?.headers.join("\n")).not.toMatch(/proxy-/i);
  });

  test("so does a WebSocket", async () => {
    const { upstream, outbound, proxy } = await behindProxy();

    const client = new WebSocket(`${proxy.url.replace("http", "ws")}/v1/responses`);
    await once(client, "open");
    client.send(JSON.stringify({ type: "response.create", model: "m", input: "hello" }));
    const [first] = (await once(client, "message")) as [Buffer];
    client.terminate();

    expect(JSON.parse(first.toString())).toMatchObject({ type: "response.created" });
    expect(outbound.tunnels).toEqual([{ target: `${NAME}:443`, credentials: CREDENTIALS }]);
    expect(upstream.received.map(({ kind }) => kind)).toEqual(["upgrade", "message"]);
  });

  test("an upstream whose certificate is not known is not trusted", async () => {
    const upstream = await aFakeUpstream({ tls: certificateFor("localhost", aFolder()) });
    const proxy = await aProxy(program, { home: aFolder(), upstreams: upstreamsAt(`https://localhost:${upstream.port}`) });

    const { status, text } = await askAsClaude(proxy.url, { session: "s-tls", prompt: "hello" });

    expect(status).toBe(502);
    expect(text).toContain("could not be trusted over TLS");
    expect(upstream.received).toEqual([]);
  });
});

describe.each(programs())("$name", (program) => {
  test("hosts in NO_PROXY are met without the proxy", async () => {
    const upstream = await aFakeUpstream();
    const outbound = await aConnectProxy(upstream.port);
    const env = { HTTP_PROXY: `http://${outbound.host}`, HTTPS_PROXY: `http://${outbound.host}`, NO_PROXY: "example.org,127.0.0.1" };
    const proxy = await aProxy(program, { home: aFolder(), upstreams: upstreamsAt(upstream.url), env });

    const { status } = await askAsClaude(proxy.url, { session: "s-direct", prompt: "hello" });

    expect(status).toBe(200);
    expect(outbound.tunnels).toEqual([]);
  });
});
