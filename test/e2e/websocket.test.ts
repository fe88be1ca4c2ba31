import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { acceptWebSocket } from "../support/accept-websocket.ts";
import { programs } from "../support/program.ts";
import { setScene } from "../support/scene.ts";
import type { AskedUpgrade } from "../support/test-upstream.ts";

/** Those that may stand in a close frame (RFC 6455, 7.4.1 and the registry that it opens). */
const CLOSE_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const LONGEST_REASON = `${"é".repeat(61)}x`;

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  function openClient(): WebSocket {
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses`);
    client.on("error", () => undefined);
    return client;
  }

  async function openPair() {
    const accepted = acceptWebSocket(scene.upstream.server);
    const client = openClient();
    const [{ webSocket }] = await Promise.all([accepted, once(client, "open")]);
    return { client, upstream: webSocket };
  }

  test("every close code passes with the longest reason, in both directions", async () => {
    expect(Buffer.byteLength(LONGEST_REASON)).toBe(123);
    for (const code of CLOSE_CODES) {
      for (const from of ["client", "upstream"] as const) {
        const pair = await openPair();
        const heard = once(from === "client" ? pair.upstream : pair.client, "close");
        pair[from].close(code, LONGEST_REASON);

        const [got, reason] = await heard;
        expect([from, got, String(reason)]).toEqual([from, code, LONGEST_REASON]);
      }
    }
  });

  test("a close without a code stays one without a code", async () => {
    const { client, upstream } = await openPair();
    const heard = once(upstream, "close");

    client.close();

    expect((await heard)[0]).toBe(1005);
  });

  test.each([401, 403, 426, 429])("a refusal with %i reaches the client with its headers and body", async (status) => {
    const asked = once(scene.upstream.server, "upgrade") as Promise<AskedUpgrade>;
    const client = openClient();
    const refused = once(client, "unexpected-response") as Promise<[unknown, IncomingMessage]>;
    const [, socket] = await asked;
    socket.end(`HTTP/1.1 ${status} Its Words\r\nretry-after: 7\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwhy!`);

    const [, answer] = await refused;
    const body = Buffer.concat(await answer.toArray()).toString();

    expect([answer.statusCode, answer.statusMessage, answer.headers["retry-after"], body]).toEqual([status, "Its Words", "7", "why!"]);
  });
});

describe.each(programs())("$name with little patience", (program) => {
  const scene = setScene(program, { env: { CCXRAY_WS_IDLE_TIMEOUT_MS: "300" } });

  test("a handshake that the upstream never answers ends in 504", async () => {
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses`);
    client.on("error", () => undefined);
    const [, answer] = (await once(client, "unexpected-response")) as [unknown, IncomingMessage];

    expect(answer.statusCode).toBe(504);
    expect(answer.headers["x-ccxray-error"]).toBe("UPSTREAM_TIMEOUT");
  });
});
