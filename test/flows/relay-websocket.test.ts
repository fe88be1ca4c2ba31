import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { rawScene } from "../support/raw-scene.ts";
import { closeRoads, listening, openRoad, rawExchange } from "../support/road.ts";
import { until } from "../support/until.ts";

afterEach(closeRoads);

/** The connection below a WebSocket, to end it as no WebSocket would. */
const rawOf = (socket: WebSocket) => Reflect.get(socket, "_socket") as Socket;

/** A WebSocket upstream of the test's own. */
async function startSocketUpstream(onSocket: (socket: WebSocket, request: IncomingMessage) => void, options: object = {}) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, ...options });
  sockets.on("connection", onSocket);
  return { url: `http://127.0.0.1:${await listening(server)}`, server };
}

const open = async (url: string, path = "/v1/responses", protocols: string[] = [], options: object = {}) => {
  const socket = new WebSocket(url.replace("http", "ws") + path, protocols, options);
  await once(socket, "open");
  return socket;
};

test("text and binary messages pass both ways", async () => {
  const upstream = await startSocketUpstream((socket) => socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })));
  const road = await openRoad(upstream.url);
  const client = await open(road.url);

  client.send("tëxt");
  const [text, textIsBinary] = await once(client, "message");
  client.send(Buffer.from([0, 255]));
  const [binary, binaryIsBinary] = await once(client, "message");

  expect([text.toString(), textIsBinary, [...binary], binaryIsBinary]).toEqual(["tëxt", false, [0, 255], true]);
});

test("the upstream's own 101 reaches the client: subprotocol, extensions, headers", async () => {
  const upstream = await startSocketUpstream(() => undefined, { handleProtocols: () => "second", perMessageDeflate: true });
  const road = await openRoad(upstream.url);

  const socket = new WebSocket(road.url.replace("http", "ws") + "/v1/responses", ["first", "second"]);
  const upgraded = once(socket, "upgrade");
  await once(socket, "open");
  const [response] = (await upgraded) as [IncomingMessage];

  expect(socket.protocol).toBe("second");
  expect(socket.extensions).toBe("permessage-deflate");
  expect(response.headers["sec-websocket-extensions"]).toBe("permessage-deflate");
  expect(road.observed.find((one) => one.type === "answered")).toMatchObject({ response: { status: 101 } });
});

test("what the client says of itself reaches the upstream", async () => {
  const asked = Promise.withResolvers<IncomingMessage>();
  const upstream = await startSocketUpstream((_, request) => asked.resolve(request));
  const road = await openRoad(upstream.url, { destinations: { chatgpt: `${upstream.url}/backend-api/codex` } });

  await open(road.url, "/v1/realtime?model=x&token=mine", [], { headers: { "chatgpt-account-id": "acc", "openai-beta": "b", "x-own": "1", "x-ccxray-auth": "mine" } });
  const request = await asked.promise;

  expect(request.url).toBe("/backend-api/codex/realtime?model=x");
  expect(request.headers).toMatchObject({ "chatgpt-account-id": "acc", "openai-beta": "b", "x-own": "1", host: upstream.url.slice(7) });
  expect(JSON.stringify(request.rawHeaders)).not.toContain("mine");
});

test("any path may upgrade", async () => {
  const upstream = await startSocketUpstream((socket) => socket.send("hi"));
  const road = await openRoad(upstream.url);

  const socket = new WebSocket(`${road.url.replace("http", "ws")}/v1/some/thing/else`, { headers: { "anthropic-version": "1" } });
  const [message] = await once(socket, "message");

  expect(message.toString()).toBe("hi");
});

test.each([401, 403, 426, 429])("a refusal with %i reaches the client with its headers and body", async (status) => {
  const server = createServer();
  server.on("upgrade", (_, socket: Duplex) => socket.end(`HTTP/1.1 ${status} Its Words\r\nretry-after: 3\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwhy!`));
  const road = await openRoad(`http://127.0.0.1:${await listening(server)}`);

  const socket = new WebSocket(`${road.url.replace("http", "ws")}/v1/responses`);
  const [request, response] = (await once(socket, "unexpected-response")) as [{ destroy(): void }, IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString();
  request.destroy();

  expect([response.statusCode, response.statusMessage, response.headers["retry-after"], body]).toEqual([status, "Its Words", "3", "why!"]);
  expect(await road.outcome()).toEqual({ type: "completed" });
});

test("a chunked refusal is whole", async () => {
  const server = createServer();
  server.on("upgrade", (_, socket: Duplex) => socket.end("HTTP/1.1 403 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nwhy\r\n0\r\n\r\n"));
  const road = await openRoad(`http://127.0.0.1:${await listening(server)}`);

  const socket = new WebSocket(`${road.url.replace("http", "ws")}/v1/responses`);
  const [request, response] = (await once(socket, "unexpected-response")) as [{ destroy(): void }, IncomingMessage];

  expect(Buffer.concat(await response.toArray()).toString()).toBe("why");
  request.destroy();
});

const CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
test.each(CODES)("close code %i with a reason of 123 bytes passes in both directions", async (code) => {
  const reason = "é".repeat(61) + "x";
  const closed = Promise.withResolvers<[number, string]>();
  let n = 0;
  const upstream = await startSocketUpstream((socket) => {
    n += 1;
    if (n === 1) socket.close(code, reason);
    else socket.on("close", (got, text) => closed.resolve([got, text.toString()]));
  });
  const road = await openRoad(upstream.url);

  const first = await open(road.url);
  const [gotCode, gotReason] = await once(first, "close");
  const second = await open(road.url);
  second.close(code, reason);

  expect([gotCode, gotReason.toString()]).toEqual([code, reason]);
  expect(await closed.promise).toEqual([code, reason]);
});

test("a close without a code stays without a code", async () => {
  const upstream = await startSocketUpstream((socket) => socket.close());
  const road = await openRoad(upstream.url);

  const [code] = await once(await open(road.url), "close");

  expect(code).toBe(1005);
});

test("pings are passed, not answered: one ping, one pong", async () => {
  const upstream = await startSocketUpstream(() => undefined);
  const road = await openRoad(upstream.url);
  const client = await open(road.url);
  let pongs = 0;
  client.on("pong", () => (pongs += 1));

  client.ping("a");
  await once(client, "pong");
  client.ping("b");
  const [payload] = await once(client, "pong");

  expect([payload.toString(), pongs]).toEqual(["b", 2]);
});

test("a client that just hangs up, as Codex does, is a healthy end", async () => {
  const ended = Promise.withResolvers<void>();
  const upstream = await startSocketUpstream((socket) => socket.on("close", () => ended.resolve()));
  const road = await openRoad(upstream.url);
  const client = await open(road.url);

  rawOf(client).end();
  await ended.promise;

  expect(await road.outcome()).toEqual({ type: "completed" });
});

test("an upstream that breaks off cuts the client", async () => {
  const upstream = await startSocketUpstream((socket) => rawOf(socket).resetAndDestroy());
  const road = await openRoad(upstream.url);

  const socket = new WebSocket(`${road.url.replace("http", "ws")}/v1/responses`);
  socket.on("error", () => undefined);
  const [code] = await once(socket, "close");

  expect(code).toBe(1006);
  expect(await road.outcome()).toMatchObject({ type: "cut" });
});

test("a client that is reset cuts the upstream", async () => {
  const closed = Promise.withResolvers<number>();
  const upstream = await startSocketUpstream((socket) => {
    socket.on("error", () => undefined);
    socket.on("close", (code) => closed.resolve(code));
  });
  const road = await openRoad(upstream.url);
  const client = await open(road.url);

  rawOf(client).resetAndDestroy();

  expect(await closed.promise).toBe(1006);
  expect(await road.outcome()).toEqual({ type: "aborted" });
});

test("a handshake that stalls ends in 504", async () => {
  const upstream = createTcpServer((socket) => void socket.on("error", () => undefined));
  const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`, { webSocketIdle: 40 });

  const { text } = await rawExchange(
    road.port,
    "GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );

  expect(text).toMatch(/^HTTP\/1.1 504 /);
  expect(text).toContain("CCXRAY_WS_IDLE_TIMEOUT_MS");
  expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_TIMEOUT" });
});

test("a silent WebSocket is given up after the idle limit", async () => {
  const upstream = await startSocketUpstream(() => undefined);
  const road = await openRoad(upstream.url, { webSocketIdle: 40 });
  const client = await open(road.url);

  await once(client, "close");

  expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_TIMEOUT" });
});

test("an unreachable upstream answers the handshake with 502", async () => {
  const road = await openRoad("http://127.0.0.1:1");

  const socket = new WebSocket(`${road.url.replace("http", "ws")}/v1/responses`);
  const [request, response] = (await once(socket, "unexpected-response")) as [{ destroy(): void }, IncomingMessage];
  request.destroy();

  expect(response.statusCode).toBe(502);
});

test("bytes that came along with the handshake are not lost, on either side", async () => {
  const got = Promise.withResolvers<string>();
  const upstream = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    let seen = "";
    let answered = false;
    socket.on("data", (chunk) => {
      seen += chunk.toString("latin1");
      const end = seen.indexOf("\r\n\r\n");
      if (end >= 0 && !answered) {
        answered = true;
        socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nEARLY-UP");
      }
      if (seen.endsWith("EARLY-DOWN")) got.resolve(seen.slice(end + 4));
    });
  });
  const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);

  const client = connect(road.port, "127.0.0.1");
  client.write("GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nEARLY-DOWN");
  let answer = "";
  for await (const chunk of client) {
    answer += chunk;
    if (answer.includes("EARLY-UP")) break;
  }

  expect(await got.promise).toBe("EARLY-DOWN");
  expect(answer.endsWith("\r\n\r\nEARLY-UP")).toBe(true);
  expect(road.bytesOf("client").toString()).toBe("EARLY-DOWN");
  expect(road.bytesOf("upstream").toString()).toBe("EARLY-UP");
});

test("what a client sends before the upstream has answered the handshake is not lost", async () => {
  let answer = (): void => {};
  const { upstream, road, client } = await rawScene((socket, said) => {
    socket.on("data", () => (answer = said().includes("DOWN") ? answer : () => socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n")));
  });
  client.socket.setNoDelay(true).write("GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  await until("the upstream is asked", () => upstream.heard[0]?.endsWith("\r\n\r\n") || undefined);

  for (const piece of ["EARLY ", "AND EARLIER ", "THAN THAT "]) await new Promise((resolve) => void client.socket.write(piece, resolve));
  answer();
  await client.hears("101");
  client.socket.write("DOWN");

  await until("all has come", () => upstream.heard[0]?.endsWith("EARLY AND EARLIER THAN THAT DOWN") || undefined);
  expect(road.bytesOf("client").toString()).toBe("EARLY AND EARLIER THAN THAT DOWN");
});

test("a message of 64 MB passes byte for byte", async () => {
  const message = Buffer.alloc(64 << 20, "0123456789abcdef");
  const upstream = await startSocketUpstream((socket) => socket.on("message", (data) => socket.send(data)), { maxPayload: 1 << 30, perMessageDeflate: false });
  const road = await openRoad(upstream.url);
  const client = await open(road.url, "/v1/responses", [], { maxPayload: 1 << 30, perMessageDeflate: false });

  client.send(message);
  const [echo] = (await once(client, "message")) as [Buffer];

  expect(echo.equals(message)).toBe(true);
});

test("another upgrade than a WebSocket is answered as the plain request it also is", async () => {
  const upstream = createServer((_, response) => void response.end("plain"));
  const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);

  const { text } = await rawExchange(road.port, "GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: h2c\r\n\r\n");

  expect(text).toContain("plain");
});
