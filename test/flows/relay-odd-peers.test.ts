import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { closeRoads, listening, openRoad as open, rawExchange, type RoadOptions, ROADS, startUpstream } from "../support/road.ts";

afterEach(closeRoads);

/** An upstream that answers every request with these bytes, whatever they are. */
async function upstreamSaying(answer: string): Promise<string> {
  const server = createTcpServer((socket) => void socket.on("error", () => undefined).once("data", () => socket.end(answer, "latin1")));
  return `http://127.0.0.1:${await listening(server)}`;
}

const ask = (more = ""): string => `GET /v1/messages HTTP/1.1\r\nHost: here\r\nConnection: close\r\n${more}\r\n`;
const upgrade = "GET /v1/responses HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

describe.each(ROADS)("a request that passes %s", (_road, straight) => {
  const openRoad = (url: string, options: RoadOptions = {}) => open(url, { straight, ...options });

  test("a request behind one that is not answered yet waits, and does not get into its answer", async () => {
    const asked: string[] = [];
    const upstream = await startUpstream((request, response) => {
      asked.push(request.url ?? "");
      response.end(`answer to ${request.url}`);
    });
    const road = await openRoad(upstream.url);

    const { text } = await rawExchange(road.port, `GET /v1/models HTTP/1.1\r\nHost: here\r\n\r\n${ask()}`);

    expect(text).toMatch(/^HTTP\/1.1 200 [^]*answer to \/v1\/modelsHTTP\/1.1 200 [^]*answer to \/v1\/messages$/);
    expect(asked).toEqual(["/v1/models", "/v1/messages"]);
  });

  test.each([
    ["UTF-8", "caf\xc3\xa9 open", "caf\xc3\xa9 open"],
    ["control characters", "a\x01b\x7fc", "a b c"],
  ])("a reason phrase of %s is passed on as far as HTTP allows", async (_, said, heard) => {
    const road = await openRoad(await upstreamSaying(`HTTP/1.1 200 ${said}\r\nContent-Length: 2\r\n\r\nok`));

    const { text } = await rawExchange(road.port, ask());

    expect(text.split("\r\n")[0]).toBe(`HTTP/1.1 200 ${heard}`);
    expect(text).toMatch(/\r\n\r\nok$/);
  });

  test("repeated headers of an early hint all pass", async () => {
    const road = await openRoad(await upstreamSaying("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    const { text } = await rawExchange(road.port, ask());

    expect(text).toMatch(/^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>(, |\r\nLink: )<\/b>\r\n\r\nHTTP\/1.1 200 OK\r\n/);
  });

  test.each([
    ["an HTTP/1.0 client", ask().replace("HTTP/1.1", "HTTP/1.0"), "200 OK", "2\r\nok\r\n0\r\nX-Sum: 9\r\n\r\n"],
    ["HEAD", ask().replace("GET", "HEAD"), "200 OK", ""],
    ["204", ask(), "204 No Content", ""],
    ["304", ask(), "304 Not Modified", ""],
  ])("trailers are not announced where none can follow: %s", async (_, request, status, body) => {
    const road = await openRoad(await upstreamSaying(`HTTP/1.1 ${status}\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n${body}`));

    const { text } = await rawExchange(road.port, request);

    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`));
    expect(text).not.toMatch(/trailer|x-sum/i);
  });

  test("an upgrade header that Connection does not name makes no WebSocket", async () => {
    const upstream = await startUpstream((_, response) => void response.end("plain"));
    const road = await openRoad(upstream.url);

    const request = httpRequest(`${road.url}/v1/models`, { headers: { upgrade: "websocket", connection: "close" } }).end();
    await once(request, "response");

    expect(road.observed[0]).toMatchObject({ type: "opened", opening: { transport: "http" } });
  });
});

test.each([
  ["straight", true, "caf\xe9"],
  ["over node:http", false, "caf\xef\xbf\xbd"],
])("a reason phrase that is no text passes %s", async (_, straight, heard) => {
  const road = await open(await upstreamSaying("HTTP/1.1 200 caf\xe9\r\nContent-Length: 2\r\n\r\nok"), { straight });

  const { text } = await rawExchange(road.port, ask());

  expect(text.split("\r\n")[0]).toBe(`HTTP/1.1 200 ${heard}`);
});

test("an upgrade behind a request that is not answered yet ends that connection over node:http, and waits when that passes straight", async () => {
  const held = Promise.withResolvers<void>();
  const upstream = await startUpstream(async (request, response) => {
    if (request.url === "/v1/models") await held.promise;
    response.end(`answer to ${request.url}`);
  });
  const [slow, straight] = [await open(upstream.url, { straight: false }), await open(upstream.url)];
  const pipelined = `GET /v1/models HTTP/1.1\r\nHost: here\r\n\r\n${upgrade}`;

  const ended = await rawExchange(slow.port, pipelined);
  const waiting = rawExchange(straight.port, pipelined);
  held.resolve();

  expect(ended.text).toBe("");
  expect(await slow.outcome()).toEqual({ type: "aborted" });
  expect((await waiting).text).toMatch(/answer to \/v1\/modelsHTTP\/1.1 200 [^]*answer to \/v1\/responses$/);
});

test.each([
  ["straight", true, /^the beginning endHTTP\/1.1 400 /],
  ["over node:http", false, /^the beginning$/],
])("what is no HTTP behind a request that passes %s does not get into its answer", async (_, straight, heard) => {
  const garbage = Promise.withResolvers<void>();
  const upstream = await startUpstream(async (_request, response) => {
    response.writeHead(200, { "content-length": 17 }).write("the beginning");
    await garbage.promise;
    response.end(" end");
  });
  const road = await open(upstream.url, { straight });
  const socket = connect(road.port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    if (!text.endsWith("beginning")) return;
    socket.write("NO HTTP\r\n\r\n");
    if (straight) garbage.resolve();
  });

  socket.on("error", () => undefined).write("GET /v1/messages HTTP/1.1\r\nHost: here\r\n\r\n");
  await once(socket, "close");

  expect(text.slice(text.indexOf("the beginning"))).toMatch(heard);
});
