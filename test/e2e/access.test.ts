import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { acceptWebSocket } from "../support/accept-websocket.ts";
import { aFolder } from "../support/fixture.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";
import { setScene } from "../support/scene.ts";
import type { Asked } from "../support/test-upstream.ts";

const TOKEN = "the-token-0815";
const FORMS = [
  { form: "X-Ccxray-Auth", query: "", headers: { "x-ccxray-auth": TOKEN } },
  { form: "Authorization: Bearer", query: "", headers: { authorization: `Bearer ${TOKEN}` } },
  { form: "?token=", query: `?token=${TOKEN}`, headers: {} },
] as const;

describe.each(programs())("$name with AUTH_TOKEN", (program) => {
  const scene = setScene(program, { env: { AUTH_TOKEN: TOKEN } });

  async function pass(base: string, path: string, headers: Record<string, string>) {
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(base + path, { method: "POST", body: "{}", headers });
    const [request, response] = await asked;
    response.end("{}");
    return { request, status: (await answer).status };
  }

  test("a request without it is answered 401, in the shape that the client knows", async () => {
    const response = await fetch(`${scene.proxy.url}/v1/messages`, { method: "POST", body: "{}" });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ type: "error", error: { type: "authentication_error" } });
  });

  test("an upgrade without it is answered 401", async () => {
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses`);
    client.on("error", () => undefined);
    const [, answer] = (await once(client, "unexpected-response")) as [unknown, IncomingMessage];

    expect(answer.statusCode).toBe(401);
  });

  test("a wrong one is answered 401", async () => {
    const response = await fetch(`${scene.proxy.url}/v1/messages?token=${TOKEN}x`, { method: "POST", body: "{}", headers: { "x-ccxray-auth": "wrong" } });

    expect(response.status).toBe(401);
  });

  test.each(FORMS)("a request with $form passes, and goes on without it", async ({ query, headers }) => {
    const { request, status } = await pass(scene.proxy.url, `/v1/messages${query}`, headers);

    expect(status).toBe(200);
    expect([request.url, ...request.rawHeaders].join("\n")).not.toContain(TOKEN);
  });

  test.each(FORMS)("an upgrade with $form passes, and goes on without it", async ({ query, headers }) => {
    const accepted = acceptWebSocket(scene.upstream.server);
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses${query}`, { headers });
    const { request } = await accepted;
    await once(client, "open");
    client.terminate();

    expect([request.url, ...request.rawHeaders].join("\n")).not.toContain(TOKEN);
  });

  test("agents that are launched come in by an address of their own, with their own credentials untouched", async () => {
    const { request, status } = await pass(scene.proxy.agentUrl, "/v1/messages", { authorization: "Bearer the-agents-own" });

    expect(status).toBe(200);
    expect([request.url, request.headers.authorization]).toEqual(["/v1/messages", "Bearer the-agents-own"]);
  });

  test("the dashboard's API wants it too; its health does not", async () => {
    const [refused, granted, health] = await Promise.all([
      fetch(`${scene.proxy.url}/_ccxray/api/sessions`),
      fetch(`${scene.proxy.url}/_ccxray/api/sessions`, { headers: { "x-ccxray-auth": TOKEN } }),
      fetch(`${scene.proxy.url}/_ccxray/health`),
    ]);

    expect([refused.status, granted.status, health.status]).toEqual([401, 200, 200]);
  });
});

describe.each(programs())("$name", ({ command }) => {
  test.each(["0.0.0.0", "::"])("to listen on %s without AUTH_TOKEN is refused", async (host) => {
    const { code, stderr } = await run([...command, "proxy", "--port", "0", "--host", host], { home: aFolder() }).ended;

    expect(code).toBe(2);
    expect(stderr).toContain("AUTH_TOKEN");
  });
});
