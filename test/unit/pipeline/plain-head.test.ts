import { expect, test } from "vitest";
import { readPlainRequest, readPlainResponse } from "../../../src/pipeline/plain-head.ts";

const request = (...lines: readonly string[]) => readPlainRequest(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
const response = (method: string, ...lines: readonly string[]) => readPlainResponse(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), method);

test("a plain request is read with the order, case and repeats of its headers, and nothing of its body", () => {
  const read = readPlainRequest(Buffer.from("POST /v1/messages?a=%20 HTTP/1.1\r\nHost: here\r\nX-A: 1\r\nx-a: \t b c\t \r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhello"));

  expect(read).toEqual({
    method: "POST",
    target: "/v1/messages?a=%20",
    headers: [
      ["Host", "here"],
      ["X-A", "1"],
      ["x-a", "b c"],
      ["X-Empty", ""],
      ["Content-Length", "5"],
    ],
    body: 5,
    keepAlive: true,
    size: 99,
  });
});

test.each([
  ["no body", [], 0],
  ["an empty one", ["content-length: 0"], 0],
  ["a length", ["content-length: 12"], 12],
  ["chunks", ["Transfer-Encoding: Chunked"], "chunked"],
])("how long a body is: %s", (_, headers, length) => {
  expect(request("POST / HTTP/1.1", "host: a", ...headers)?.body).toBe(length);
});

test.each([
  ["", true],
  ["Connection: keep-alive", true],
  ["Connection: close", false],
  ["Connection: CLOSE", false],
])("whether another request may follow: %s", (header, expected) => {
  expect(request("GET / HTTP/1.1", "host: a", ...(header ? [header] : []))?.keepAlive).toBe(expected);
});

test.each([
  ["HTTP/1.0", ["GET / HTTP/1.0", "host: a"]],
  ["another version", ["GET / HTTP/2.0", "host: a"]],
  ["an unusual method", ["CONNECT a:443 HTTP/1.1", "host: a"]],
  ["a method in small letters", ["get / HTTP/1.1", "host: a"]],
  ["a target in absolute form", ["GET http://a/ HTTP/1.1", "host: a"]],
  ["a target with a blank", ["GET /a b HTTP/1.1", "host: a"]],
  ["no host", ["GET / HTTP/1.1"]],
  ["two hosts", ["GET / HTTP/1.1", "host: a", "host: b"]],
  ["an expectation", ["POST / HTTP/1.1", "host: a", "expect: 100-continue", "content-length: 1"]],
  ["headers of its connection", ["GET / HTTP/1.1", "host: a", "connection: close, x-gone"]],
  ["a length that is called its connection's", ["POST / HTTP/1.1", "host: a", "connection: content-length", "content-length: 1"]],
  ["announced trailers", ["POST / HTTP/1.1", "host: a", "trailer: x", "transfer-encoding: chunked"]],
  ["an upgrade", ["GET / HTTP/1.1", "host: a", "connection: upgrade", "upgrade: websocket"]],
  ["a length and chunks", ["POST / HTTP/1.1", "host: a", "content-length: 1", "transfer-encoding: chunked"]],
  ["two lengths", ["POST / HTTP/1.1", "host: a", "content-length: 1", "content-length: 1"]],
  ["two lengths in one", ["POST / HTTP/1.1", "host: a", "content-length: 1, 1"]],
  ["a negative length", ["POST / HTTP/1.1", "host: a", "content-length: -1"]],
  ["a length with a sign", ["POST / HTTP/1.1", "host: a", "content-length: +1"]],
  ["a length in hexadecimal", ["POST / HTTP/1.1", "host: a", "content-length: 0x1"]],
  ["an empty length", ["POST / HTTP/1.1", "host: a", "content-length:"]],
  ["another transfer coding", ["POST / HTTP/1.1", "host: a", "transfer-encoding: gzip, chunked"]],
  ["two transfer codings", ["POST / HTTP/1.1", "host: a", "transfer-encoding: chunked", "transfer-encoding: identity"]],
  ["a folded header", ["GET / HTTP/1.1", "host: a", "x: 1", " 2"]],
  ["a blank before the colon", ["POST / HTTP/1.1", "host: a", "content-length : 1"]],
  ["a header without a name", ["GET / HTTP/1.1", "host: a", ": x"]],
  ["a line without a colon", ["GET / HTTP/1.1", "host: a", "x"]],
  ["a bare line feed", ["GET / HTTP/1.1", "host: a", "x: 1\ny: 2"]],
  ["a bare carriage return", ["GET / HTTP/1.1", "host: a", "x: 1\ry: 2"]],
  ["a NUL", ["GET / HTTP/1.1", "host: a", "x: \0"]],
])("what is not plain is left to others: %s", (_, lines) => {
  expect(request(...lines)).toBeUndefined();
});

test("a head that has not come whole is left to others", () => {
  expect(readPlainRequest(Buffer.from("GET / HTTP/1.1\r\nhost: a\r\n"))).toBeUndefined();
});

test.each([
  ["a length", "GET", ["HTTP/1.1 200 OK", "content-length: 7"], { body: 7, keepAlive: true }],
  ["chunks", "POST", ["HTTP/1.1 200 OK", "transfer-encoding: chunked"], { body: "chunked", keepAlive: true }],
  ["until the connection ends", "POST", ["HTTP/1.1 200 OK"], { body: "until-close", keepAlive: false }],
  ["a connection that ends", "POST", ["HTTP/1.1 200 OK", "content-length: 7", "connection: close"], { body: 7, keepAlive: false }],
  ["HTTP/1.0", "POST", ["HTTP/1.0 200 OK", "content-length: 7"], { body: 7, keepAlive: false }],
  ["HTTP/1.0 that stays", "POST", ["HTTP/1.0 200 OK", "content-length: 7", "connection: Keep-Alive"], { body: 7, keepAlive: true }],
  ["HTTP/1.0 in chunks", "POST", ["HTTP/1.0 200 OK", "transfer-encoding: chunked", "connection: keep-alive"], { body: "chunked", keepAlive: false }],
  ["several codings", "POST", ["HTTP/1.1 200 OK", "transfer-encoding: gzip, chunked"], { body: "chunked" }],
  ["HEAD", "HEAD", ["HTTP/1.1 200 OK", "content-length: 7"], { body: 0, keepAlive: true }],
  ["204", "GET", ["HTTP/1.1 204 No Content", "transfer-encoding: chunked"], { body: 0 }],
  ["304", "GET", ["HTTP/1.1 304 Not Modified", "content-length: 7"], { body: 0 }],
  ["103", "GET", ["HTTP/1.1 103 Early Hints", "link: </a>"], { body: 0 }],
  ["no reason", "GET", ["HTTP/1.1 200", "content-length: 0"], { status: 200, reason: "" }],
  ["controls in the reason", "GET", ["HTTP/1.1 200 a\x01b", "content-length: 0"], { reason: "a b" }],
])("an answer's head is read: %s", (_, method, lines, expected) => {
  expect(response(method, ...lines)).toMatchObject(expected);
});

test.each([
  ["is none of HTTP/1.1", ["HTTP/3 200 OK"]],
  ["has no status", ["HTTP/1.1 OK"]],
  ["has a line that is no header", ["HTTP/1.1 200 OK", "nonsense"]],
  ["has a bare line feed", ["HTTP/1.1 200 OK", "a: 1\nb: 2"]],
  ["has a length and chunks", ["HTTP/1.1 200 OK", "content-length: 1", "transfer-encoding: chunked"]],
  ["has two lengths", ["HTTP/1.1 200 OK", "content-length: 1", "content-length: 2"]],
  ["has another transfer coding", ["HTTP/1.1 200 OK", "transfer-encoding: gzip"]],
])("a malformed head of an answer says why: it %s", (_, lines) => {
  expect(response("GET", ...lines)).toEqual({ malformed: expect.stringMatching(/^its answer /) });
});

test("an answer's head that has not come whole is waited for", () => {
  expect(readPlainResponse(Buffer.from("HTTP/1.1 200 OK\r\n"), "GET")).toBeUndefined();
});
