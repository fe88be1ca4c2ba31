import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { ExchangesAnswer } from "../../src/dashboard/contract.ts";
import { askApi, endedExchange } from "../support/journal-api.ts";
import { programs } from "../support/program.ts";
import { setScene } from "../support/scene.ts";
import type { Asked } from "../support/test-upstream.ts";
import { acceptWebSocket } from "../support/accept-websocket.ts";

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  /** A request whose answer has begun. */
  async function streaming(mark: string) {
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(`${scene.proxy.url}/v1/messages?${mark}`, { method: "POST", body: "{}" });
    const [, response] = await asked;
    response.writeHead(200, { "content-type": "text/event-stream" }).write("event: ping\ndata: {}\n\n");
    const reader = (await answer).body?.getReader();
    await reader?.read();
    return { reader, response };
  }

  async function expectAlive() {
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(`${scene.proxy.url}/v1/messages`, { method: "POST", body: "{}" });
    const [, response] = await asked;
    response.end("{}");
    expect((await answer).status).toBe(200);
  }

  test("a client that goes away in the middle ends the upstream's work, and nothing else", async () => {
    const { reader, response } = await streaming("client-leaves");

    const upstreamEnded = once(response, "close");
    await reader?.cancel();
    await upstreamEnded;

    expect((await endedExchange(scene.proxy, "client-leaves")).state).toBe("aborted");
    await expectAlive();
  });

  test("a client that goes away leaves nothing running of what it asked behind a request that is not answered", async () => {
    const asked = once(scene.upstream.server, "request");
    const client = connect(scene.proxy.port, "127.0.0.1");
    client.write(["first", "second"].map((mark) => `GET http://here/v1/models?${mark} HTTP/1.1\r\nHost: here\r\n\r\n`).join(""));
    await asked;

    client.destroy();
    await endedExchange(scene.proxy, "?first");

    const { exchanges } = await askApi<ExchangesAnswer>(scene.proxy, "exchanges");
    expect(exchanges.filter(({ state }) => state === "running")).toEqual([]);
    await expectAlive();
  });

  test("an upstream that resets in the middle breaks the client's answer, and nothing else", async () => {
    const { reader, response } = await streaming("upstream-resets");

    response.socket?.resetAndDestroy();

    await expect(reader?.read()).rejects.toThrow(/terminated|reset|socket/i);
    expect((await endedExchange(scene.proxy, "upstream-resets")).state).toBe("cut");
    await expectAlive();
  });

  test("an upstream that resets a WebSocket breaks the client's, and nothing else", async () => {
    const accepted = acceptWebSocket(scene.upstream.server);
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses?socket-resets`);
    const { socket } = await accepted;
    await once(client, "open");

    const closed = once(client, "close");
    client.on("error", () => undefined);
    socket.resetAndDestroy();

    expect((await closed)[0]).toBe(1006);
    expect((await endedExchange(scene.proxy, "socket-resets")).state).toBe("cut");
    await expectAlive();
  });
});
