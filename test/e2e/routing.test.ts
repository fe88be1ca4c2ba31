import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { acceptWebSocket } from "../support/accept-websocket.ts";
import { programs } from "../support/program.ts";
import { setScene } from "../support/scene.ts";
import type { Asked } from "../support/test-upstream.ts";

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  async function askedWith(path: string, headers: Record<string, string>) {
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(scene.proxy.url + path, { method: "POST", body: "{}", headers });
    const [request, response] = await asked;
    response.end("{}");
    await (await answer).text();
    return request;
  }

  test("what the client says of itself reaches the upstream, under the upstream's own name", async () => {
    const { url, headers } = await askedWith("/v1/responses?trace=keep", { "chatgpt-account-id": "acc", "openai-beta": "b=1", "x-custom": "own" });

    expect(url).toBe("/backend-api/codex/responses?trace=keep");
    expect(headers).toMatchObject({ "chatgpt-account-id": "acc", "openai-beta": "b=1", "x-custom": "own", host: scene.upstream.host });
  });

  test.each([
    ["/v1/responses", "/v1/responses"],
    ["/v1/messages?beta=true", "/v1/messages?beta=true"],
    ["/backend-api/wham/accounts/check", "/backend-api/wham/accounts/check"],
    ["/v1beta/models/g:streamGenerateContent?alt=sse", "/v1beta/models/g:streamGenerateContent?alt=sse"],
    ["/v1/chat/completions", "/v1/chat/completions"],
  ])("%s goes to its upstream as %s", async (path, target) => {
    const { url } = await askedWith(path, {});

    expect(url).toBe(target);
  });

  test("a realtime WebSocket of a ChatGPT account goes to ChatGPT's backend, with its query and headers", async () => {
    const accepted = acceptWebSocket(scene.upstream.server);
    const headers = { "chatgpt-account-id": "acc", "openai-beta": "realtime=v1", "x-custom": "own", "x-ccxray-auth": "ours" };
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/realtime?model=m&token=ours&x=%20`, { headers });
    const [{ request }] = await Promise.all([accepted, once(client, "open")]);
    client.terminate();

    expect(request.url).toBe("/backend-api/codex/realtime?model=m&x=%20");
    expect(request.headers).toMatchObject({ "chatgpt-account-id": "acc", "openai-beta": "realtime=v1", "x-custom": "own", host: scene.upstream.host });
    expect(request.rawHeaders.join("\n")).not.toMatch(/ours/);
  });

  test("an unknown path is answered here, with an explanation", async () => {
    const response = await fetch(`${scene.proxy.url}/no/such/thing`);

    expect(response.status).toBe(404);
    expect(await response.text()).toContain("does not know where GET /no/such/thing should go");
  });

  test("an unknown path of ours is answered here, and never by an upstream", async () => {
    const response = await fetch(`${scene.proxy.url}/_ccxray/x`, { headers: { "anthropic-version": "2023-06-01" } });

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  });
});
