import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { ASK, CLOSING_ASK, post, rawClient, rawScene, rawUpstream } from "../support/raw-scene.ts";
import { closeRoads, openRoad, rawExchange, startUpstream } from "../support/road.ts";
import { slowRecorder } from "../support/slow-recorder.ts";
import { until } from "../support/until.ts";

// What only requests can show that pass straight from socket to socket: the bytes between heads, and what becomes of connections.

afterEach(closeRoads);

/** True when a number has not grown for a while. */
async function stands(count: () => number): Promise<true | undefined> {
  const before = count();
  await new Promise<void>((resolve) => void systemClock.after(200, resolve));
  return before > 0 && count() === before ? true : undefined;
}

test("chunks pass with the sizes and extensions in which they came, a client's trailers do not, and what is noted is content", async () => {
  const question = "3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n";
  const answer = "1\r\nH\r\n4;x\r\nELLO\r\n000\r\nX-Sum: 2\r\n\r\n";
  const { upstream, road, client } = await rawScene((socket, said) =>
    socket.on("data", () => {
      if (said().endsWith("\r\n0\r\n\r\n")) socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-After: 1\r\n\r\n${answer}`);
    }),
  );

  client.socket.write(post(question, "Transfer-Encoding: chunked"));
  await client.hears(answer);

  expect(upstream.heard[0]).toMatch(/\r\ntransfer-encoding: chunked\r\n\r\n/);
  expect(upstream.heard[0]?.split("\r\n\r\n").slice(1).join("\r\n\r\n")).toBe(question.replace("X-Sum: 1\r\n", ""));
  expect(road.bytesOf("client").toString()).toBe("hello");
  expect(road.bytesOf("upstream").toString()).toBe("HELLO");
  await road.outcome();
  expect(road.observed.at(-1)).toMatchObject({ type: "ended", outcome: { type: "completed" }, trailers: [["X-Sum", "2"]] });
});

test("the length stands where the client wrote it", async () => {
  const { upstream, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 204 No Content\r\n\r\n")));

  client.socket.write(post("hello", "Content-Length: 5", "X-After: 1"));
  await client.hears("204");

  expect(upstream.heard[0]).toContain("\r\nContent-Length: 5\r\nX-After: 1\r\n");
});

test("one connection of each side serves request after request, whatever form their bodies have", async () => {
  const upstream = await startUpstream(async (request, response) => response.end(`<${Buffer.concat(await request.toArray()).toString()}>`));
  const connections = new Set<Socket>();
  upstream.server.on("connection", (socket) => connections.add(socket));
  const road = await openRoad(upstream.url);
  const client = rawClient(road.port);

  for (const [request, answer] of [
    [post("one", "Content-Length: 3"), "<one>"],
    [post("3\r\ntwo\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "<two>"],
    [ASK, "<>"],
    [post("three", "Content-Length: 5"), "<three>"],
  ] as const) {
    client.socket.write(request);
    await client.hears(answer);
  }

  expect(connections.size).toBe(1);
  expect(road.observed.filter(({ type }) => type === "ended")).toHaveLength(4);
});

test("a request that cannot pass straight comes over the same connection all the same, and so does what follows it", async () => {
  const upstream = await startUpstream(async (request, response) => response.end(`<${request.url} ${Buffer.concat(await request.toArray()).toString()}>`));
  const road = await openRoad(upstream.url);
  const client = rawClient(road.port);

  client.socket.write(ASK);
  await client.hears("</v1/messages >");
  client.socket.write(post("", "Expect: 100-continue", "Content-Length: 5").replace("/messages", "/messages?2"));
  await client.hears("100 Continue");
  client.socket.write("hello");
  await client.hears("</v1/messages?2 hello>");
  client.socket.write(ASK.replace("/messages", "/messages?3"));
  await client.hears("</v1/messages?3 >");

  expect(road.observed.filter(({ type }) => type === "ended")).toHaveLength(3);
});

test("a head that comes in pieces is answered like any other", async () => {
  const upstream = await startUpstream((_, response) => response.end("well"));
  const road = await openRoad(upstream.url);
  const client = rawClient(road.port);

  client.socket.write(ASK.slice(0, 20), () => setImmediate(() => client.socket.write(ASK.slice(20))));

  await client.hears("well");
  expect(await road.outcome()).toEqual({ type: "completed" });
});

test("an answer that comes in pieces, head and all, is the same answer", async () => {
  const answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const { client } = await rawScene((socket) =>
    socket.once("data", () => {
      const letters = answer.split("");
      const next = (): unknown => letters.length > 0 && socket.write(letters.shift() ?? "", () => setImmediate(next));
      next();
    }),
  );

  client.socket.write(ASK);
  await client.hears("hello");

  expect(client.heard()).toMatch(/^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1.1 200 OK\r\nContent-Length: 5\r\n[^]*\r\n\r\nhello$/);
});

test("an answer that lasts until its connection ends is whole for client and journal", async () => {
  const upstream = await rawUpstream((socket) => socket.once("data", () => socket.end("HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\nall of it")));
  const road = await openRoad(upstream.url);

  const { text, reset } = await rawExchange(road.port, ASK);

  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\nX-A: 1\r\nconnection: close\r\n\r\nall of it$/);
  expect(reset).toBe(false);
  expect(await road.outcome()).toEqual({ type: "completed" });
});

test("an answer that lasts until its connection ends, and is reset, is reset for the client", async () => {
  const upstream = await rawUpstream((socket) => socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\nhalf", () => setImmediate(() => socket.resetAndDestroy()))));
  const road = await openRoad(upstream.url);

  const { reset } = await rawExchange(road.port, ASK);

  expect(reset).toBe(true);
  expect(await road.outcome()).toMatchObject({ type: "cut" });
});

test("an upstream that answers before it has the whole request is heard, and its connection is not used again", async () => {
  const { upstream, road, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")));

  client.socket.write(post("hel", "Content-Length: 5"));
  await client.hears("\r\n\r\nno");
  client.socket.write(`lo${ASK}`);
  await until("both are answered", () => client.heard().split("413").length === 3 || undefined);

  expect(upstream.heard).toHaveLength(2);
  expect(await road.outcome(1)).toEqual({ type: "completed" });
});

test("what an upstream says late behind the head of a HEAD's answer is nobody else's answer", async () => {
  const { road, upstream, client } = await rawScene((socket, said) =>
    socket.on("data", () => {
      if (!said().startsWith("HEAD")) return void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue");
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n");
    }),
  );
  client.socket.write(ASK.replace("GET", "HEAD"));
  await client.hears("200 OK");
  await road.outcome();

  const other = rawClient(road.port);
  other.socket.write(ASK);
  await other.hears("true");

  expect(upstream.heard).toHaveLength(2);
});

test("a connection that its upstream ends with its answer, without a word of it, is nobody else's", async () => {
  const { client } = await rawScene((socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));

  client.socket.write(ASK.repeat(10));
  await until("all are answered", () => client.heard().split("HTTP/1.1 ").length === 11 || undefined);

  expect(client.heard()).not.toContain("502");
});

test("what an upstream says behind its answer is nobody else's answer", async () => {
  const { client } = await rawScene((socket) => socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")));

  client.socket.write(ASK);
  await client.hears("ok");
  client.socket.write(ASK);
  await until("both are answered", () => client.heard().split("200 OK").length === 3 || undefined);

  expect(client.heard()).not.toContain("forged");
});

test("a connection that its upstream ended while it was idle is not used again", async () => {
  const { upstream, client } = await rawScene((socket, said) => socket.on("data", () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${said().split("GET").length}!`, () => socket.end())));

  for (const n of [1, 2, 3]) {
    client.socket.write(ASK);
    await until(`answer ${n}`, () => client.heard().split("2!").length === n + 1 || undefined);
    await until("the upstream's connection is closed", async () => upstream.heard.length === n || undefined);
  }

  expect(client.heard()).not.toContain("502");
});

test.each([
  ["an upstream", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n", { type: "cut", message: expect.stringContaining("malformed") }],
  ["an upstream that switches protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", { type: "failed", code: "UPSTREAM_BROKEN" }],
  ["an upstream with two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", { type: "failed", code: "UPSTREAM_BROKEN" }],
  ["an upstream that does not speak HTTP", "SSH-2.0-OpenSSH_9\r\n", { type: "failed", code: "UPSTREAM_BROKEN" }],
  ["an upstream whose head never ends", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(200_000)}`, { type: "failed", code: "UPSTREAM_BROKEN" }],
])("%s that breaks HTTP ends one exchange, with the reason", async (_, answer, outcome) => {
  const upstream = await rawUpstream((socket) => socket.once("data", () => socket.write(answer)));
  const road = await openRoad(upstream.url);

  const { text } = await rawExchange(road.port, CLOSING_ASK);

  expect(await road.outcome()).toMatchObject(outcome);
  // What was noted as the answer's beginning was also passed on.
  expect(text).toMatch(outcome.type === "cut" ? /^HTTP\/1.1 200 OK\r\n[^]*5\r\nhello\r\n/ : /^HTTP\/1.1 502 /);
});

test("a client whose chunks are none gets a 400, and its upstream no more of it", async () => {
  const closed = Promise.withResolvers<void>();
  const { upstream, road, client } = await rawScene((socket) => socket.on("close", () => closed.resolve()));

  client.socket.write(post("5\r\nhello\r\n", "Transfer-Encoding: chunked"));
  await until("the upstream has the beginning", () => upstream.heard[0]?.endsWith("hello\r\n") || undefined);
  client.socket.write("nonsense\r\nGET /smuggled HTTP/1.1\r\n\r\n");
  await client.hears("HTTP/1.1 400 Bad Request");
  await closed.promise;

  expect(upstream.heard[0]).not.toContain("smuggled");
  expect(await road.outcome()).toEqual({ type: "aborted" });
});

test.each([
  ["whose chunks are none", (socket: Socket) => socket.write("nonsense\r\n")],
  ["that stops sending", (socket: Socket) => socket.end()],
])("a client %s during an answer that lasts until its connection ends does not take the part for the whole", async (_, breaks) => {
  const { road, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\nhalf")));
  const { promise: error, resolve } = Promise.withResolvers<NodeJS.ErrnoException>();
  client.socket.on("error", resolve);
  client.socket.write(post("5\r\nhello\r\n", "Transfer-Encoding: chunked"));
  await client.hears("half");

  breaks(client.socket);

  expect(await error).toMatchObject({ code: "ECONNRESET" });
  expect(await road.outcome()).toEqual({ type: "aborted" });
});

test("a client that stops sending in the middle of its request has left", async () => {
  const closed = Promise.withResolvers<void>();
  const upstream = await rawUpstream((socket) => socket.on("close", () => closed.resolve()));
  const road = await openRoad(upstream.url);

  connect(road.port, "127.0.0.1").end(post("hel", "Content-Length: 5"));
  await closed.promise;

  expect(await road.outcome()).toEqual({ type: "aborted" });
});

test("a client that leaves while its upstream is being connected to is noted at once", async () => {
  const told = Promise.withResolvers<void>();
  const road = await openRoad("http://127.0.0.1:9", { connections: { take: () => told.resolve, close: async () => undefined } });
  const client = rawClient(road.port);
  client.socket.write(ASK);
  await until("the exchange is open", () => road.observed.length > 0 || undefined);

  client.socket.destroy();

  expect(await road.outcome()).toEqual({ type: "aborted" });
  await told.promise;
});

test("an upstream that takes a long upload slowly holds the client back, and gets all of it", async () => {
  const size = 32 * 1024 * 1024;
  const upstream = await startUpstream(async (request, response) => {
    let got = 0;
    for await (const chunk of request) {
      got += (chunk as Buffer).length;
      if (got % 7 === 0) await new Promise((resolve) => void setImmediate(resolve));
    }
    response.end(`got ${got}`);
  });
  const road = await openRoad(upstream.url);

  const answer = await fetch(`${road.url}/v1/messages`, { method: "POST", body: Buffer.alloc(size, "x") });

  expect(await answer.text()).toBe(`got ${size}`);
  expect(road.bytesOf("client")).toHaveLength(size);
});

test("a recorder that is behind holds both sides back, and nothing is lost", async () => {
  const recorder = slowRecorder();
  const upstream = await startUpstream(async (request, response) => {
    const question = Buffer.concat(await request.toArray());
    response.end(Buffer.concat([question, question]));
  });
  const road = await openRoad(upstream.url, { pace: recorder.pace });
  const client = connect(road.port, "127.0.0.1");
  let heard = 0;
  client.on("data", (bytes: Buffer) => (heard += bytes.length));
  const size = 4 * 1024 * 1024;
  recorder.fallsBehind();
  client.write(post("x".repeat(size), `Content-Length: ${size}`));

  await until("the client is held back", () => recorder.awaiting() > 0 || undefined);
  const early = road.bytesOf("client").length;
  while (road.observed.every(({ type }) => type !== "ended")) {
    recorder.catchesUp();
    recorder.fallsBehind();
    await new Promise((resolve) => void setImmediate(resolve));
  }

  expect(early).toBeLessThan(size);
  await until("the client has heard all", () => heard > 2 * size || undefined);
  expect([road.bytesOf("client").length, road.bytesOf("upstream").length]).toEqual([size, 2 * size]);
  client.destroy();
  await once(client, "close");
});

test("what came before a reset is still the client's, although it was held back", async () => {
  const recorder = slowRecorder();
  let upstream: Socket | undefined;
  const begin = (socket: Socket): void => {
    upstream = socket;
    recorder.fallsBehind();
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
  };
  const { road, client } = await rawScene((socket) => socket.once("data", () => begin(socket)), { pace: recorder.pace });
  client.socket.write(ASK);
  await client.hears("hello");

  upstream?.write("world", () => setImmediate(() => upstream?.resetAndDestroy()));
  if (upstream) await once(upstream, "close");
  recorder.catchesUp();
  await client.hears("world");

  expect(await road.outcome()).toEqual({ type: "completed" });
});

test("a body keeps its length, even when its head calls that one of the connection's own", async () => {
  const upstream = await startUpstream(async (request, response) => {
    const length = Buffer.concat(await request.toArray()).length;
    response.writeHead(200, { connection: "content-length, keep-alive", "content-length": 10 }).end(`${length} bytes`.padEnd(10));
  });
  const road = await openRoad(upstream.url);
  const client = rawClient(road.port);
  const hidden = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  client.socket.write(post(hidden, "Connection: content-length", `Content-Length: ${hidden.length}`));
  await client.hears(`${hidden.length} bytes`);

  expect(client.heard()).toMatch(/\r\ncontent-length: 10\r\n/i);
});

test("a HEAD that is refused has no body, so that the next answer is understood", async () => {
  const road = await openRoad("http://127.0.0.1:9");
  const client = rawClient(road.port);

  client.socket.write(ASK.replace("GET", "HEAD") + CLOSING_ASK);
  await once(client.socket, "end");

  expect(client.heard()).toMatch(/^HTTP\/1.1 502 [^{]*\r\n\r\nHTTP\/1.1 502 [^{]*\r\n\r\n\{/);
});

test("after the answer to a request that says close, the connection is closed, whatever the client still does", async () => {
  const upstream = await startUpstream((_, response) => response.end("well"));
  const road = await openRoad(upstream.url);
  const client = rawClient(road.port);
  client.socket.write(CLOSING_ASK);
  await once(client.socket, "end");

  // Only an end that is no half close lets writes fail.
  const closed = new Promise((resolve) => void client.socket.on("close", resolve));
  const stopWriting = systemClock.every(1, () => client.socket.write(ASK.repeat(1000)));
  await closed;
  stopWriting();

  expect(client.heard()).toMatch(/well$/);
  expect(road.observed.filter(({ type }) => type === "opened")).toHaveLength(1);
});

test("what comes behind a request that says close is not asked, not even when that is answered early", async () => {
  const { upstream, road, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")));

  client.socket.write(post("hel", "Content-Length: 5", "Connection: close"));
  await client.hears("\r\n\r\nno");
  client.socket.write(`lo${ASK}`);
  await new Promise((resolve) => void client.socket.on("close", resolve).end());

  expect(upstream.heard).toHaveLength(1);
  expect(road.observed.filter(({ type }) => type === "opened")).toHaveLength(1);
});

test("early hints without end are held back by a client that does not read", async () => {
  const hint = `HTTP/1.1 103 Early Hints\r\nLink: <${"a".repeat(8_000)}>\r\n\r\n`;
  const most = 64 * 1024 * 1024;
  let written = 0;
  const stalled = Promise.withResolvers<void>();
  const upstream = await rawUpstream((socket) => {
    const more = (): void => {
      while (written < most) {
        written += hint.length;
        if (!socket.write(hint)) break;
      }
      const cancel = systemClock.after(300, stalled.resolve);
      socket.once("drain", () => {
        cancel();
        more();
      });
    };
    socket.once("data", more);
  });
  const road = await openRoad(upstream.url);
  const client = connect(road.port, "127.0.0.1").on("error", () => undefined);
  client.pause();
  client.write(ASK);

  await stalled.promise;

  expect(written).toBeLessThan(most / 2);
  client.destroy();
});

test.each([
  ["an answer", ASK, 0],
  ["a request", post("", `Content-Length: ${16 * 1024 * 1024}`), 16 * 1024 * 1024],
])("%s that waits for room while the recorder falls behind goes on when both have caught up", async (_, head, size) => {
  const recorder = slowRecorder();
  const taken = Promise.withResolvers<void>();
  const upstream = await startUpstream(async (request, response) => {
    await taken.promise;
    await request.toArray();
    response.end(Buffer.alloc(16 * 1024 * 1024, "y"));
  });
  const road = await openRoad(upstream.url, { pace: recorder.pace });
  const client = connect(road.port, "127.0.0.1");
  let heard = 0;
  client.pause();
  client.write(head);
  client.write(Buffer.alloc(size, "x"));
  if (size === 0) taken.resolve();
  await until("all is as full as it gets", () => stands(() => road.bytesOf("client").length + road.bytesOf("upstream").length));

  // Another exchange fills the recorder; then there is room again, first here and then there.
  recorder.fallsBehind();
  taken.resolve();
  client.on("data", (bytes: Buffer) => (heard += bytes.length)).resume();
  await until("the relay waits for the recorder", () => recorder.awaiting() > 0 || undefined);
  recorder.catchesUp();

  await until("all of the answer is there", () => heard > 16 * 1024 * 1024 || undefined);
  expect(await road.outcome()).toEqual({ type: "completed" });
  client.destroy();
});

test("an answer that comes early and then stops is given up after the idle limit, though the request is not whole", async () => {
  const { road, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 20\r\n\r\nno")), { idle: 50 });

  client.socket.write(post("hel", "Content-Length: 5"));

  expect(await road.outcome()).toMatchObject({ type: "cut" });
});

test("an upstream with an IPv6 address is reached", async () => {
  const server = createServer((_, response) => void response.end("six"));
  server.listen(0, "::1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const road = await openRoad(`http://[::1]:${(server.address() as AddressInfo).port}`);

  expect(await (await fetch(`${road.url}/v1/messages`)).text()).toBe("six");
});

test("a client of a WebSocket that has said all it will say still hears the rest", async () => {
  const { client } = await rawScene((socket, said) => {
    socket.once("data", () => socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
    socket.on("data", () => {
      if (said().endsWith("bye")) socket.write("last words");
    });
  });

  client.socket.write("GET /v1/responses HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  await client.hears("101 Switching");
  client.socket.end("bye");

  await client.hears("last words");
  expect(client.heard()).toMatch(/last words$/);
});
