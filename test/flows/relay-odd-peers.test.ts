import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { closeRoads, listening, openRoad, rawExchange, startUpstream } from "../support/road.ts";

afterEach(closeRoads);

/** An upstream that answers every request with these bytes, whatever they are. */
async function upstreamSaying(answer: string): Promise<string> {
  const server = createTcpServer((socket) => void socket.on("error", () => undefined).once("data", () => socket.end(answer, "latin1")));
  return `http://127.0.0.1:${await listening(server)}`;
}

const ask = (more = ""): string => `GET /v1/messages HTTP/1.1\r\nHost: here\r\nConnection: close\r\n${more}\r\n`;
const upgrade = "GET /v1/responses HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

test("an upgrade pipelined behind an unanswered request ends that connection and nothing else", async () => {
  const upstream = await startUpstream((request, response) => void (request.url === "/v1/models" ? undefined : response.end("fine")));
  const road = await openRoad(upstream.url);

  const { text } = await rawExchange(road.port, `GET /v1/models HTTP/1.1\r\nHost: here\r\n\r\n${upgrade}`);

  expect(text).toBe("");
  expect(await road.outcome()).toEqual({ type: "aborted" });
  expect((await rawExchange(road.port, ask())).text).toMatch(/^HTTP\/1.1 200 /);
});

test("what is no HTTP does not get into an answer that is under way", async () => {
  const upstream = await startUpstream((_, response) => void response.writeHead(200, { "content-length": 100 }).write("the beginning"));
  const road = await openRoad(upstream.url);
  const socket = connect(road.port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    if (text.endsWith("beginning")) socket.write("NO HTTP\r\n\r\n");
  });

  socket.on("error", () => undefined).write("GET /v1/messages HTTP/1.1\r\nHost: here\r\n\r\n");
  await once(socket, "close");

  expect(text).toMatch(/the beginning$/);
});

test.each([
  ["UTF-8", "caf\xc3\xa9 open", "caf\xc3\xa9 open"],
  ["no text", "caf\xe9", "caf\xef\xbf\xbd"],
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

  expect(text).toMatch(/^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>, <\/b>\r\n\r\nHTTP\/1.1 200 OK\r\n/);
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
