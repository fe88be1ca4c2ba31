import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { CcxrayError } from "../../src/domain/errors.ts";
import type { Upstream } from "../../src/pipeline/upstream.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { closeRoads, listening, openRoad as open, rawExchange, type RoadOptions, ROADS, startUpstream } from "../support/road.ts";

afterEach(closeRoads);

const post = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/messages`, { method: "POST", body: body as never, headers: { "content-type": "application/json", ...headers } });

describe.each(ROADS)("a request that passes %s", (_road, straight) => {
  const openRoad = (url: string, options: RoadOptions = {}) => open(url, { straight, ...options });

  test("a request and its answer pass byte for byte, in both directions", async () => {
    const body = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256));
    const got: Buffer[] = [];
    const upstream = await startUpstream(async (request, response) => {
      for await (const chunk of request) got.push(chunk);
      response.end(body);
    });
    const road = await openRoad(upstream.url);

    const answer = Buffer.from(await (await post(road.url, body)).arrayBuffer());

    expect(Buffer.concat(got).equals(body)).toBe(true);
    expect(answer.equals(body)).toBe(true);
    expect(road.bytesOf("client").equals(body)).toBe(true);
    expect(road.bytesOf("upstream").equals(body)).toBe(true);
    expect(await road.outcome()).toEqual({ type: "completed" });
  });

  test("the order, case and repeats of headers stay what they were; hop-by-hop headers do not pass", async () => {
    let seen: string[] = [];
    const upstream = await startUpstream((request, response) => {
      seen = request.rawHeaders;
      response.writeHead(200, ["X-B", "1", "Set-Cookie", "a=1", "x-a", "2", "Set-Cookie", "b=2", "Content-Length", "2", "Proxy-Authenticate", "no"]);
      response.end("ok");
    });
    const road = await openRoad(upstream.url);

    const { text } = await rawExchange(
      road.port,
      "GET /v1/messages HTTP/1.1\r\nHost: here\r\nX-One: 1\r\nx-ONE: 2\r\nConnection: close, x-gone\r\nX-Gone: x\r\nKeep-Alive: 5\r\nAccept: */*\r\n\r\n",
    );

    expect(seen.slice(seen.indexOf("X-One"))).toEqual(["X-One", "1", "x-ONE", "2", "Accept", "*/*", "ccxray-hop", "road"]);
    expect(seen[1]).toBe(`127.0.0.1:${upstream.port}`);
    expect(seen.map((name) => name.toLowerCase())).not.toContain("x-gone");
    expect(text).toContain("X-B: 1\r\nSet-Cookie: a=1\r\nx-a: 2\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n");
    expect(text).not.toMatch(/proxy-authenticate|\r\ndate:.*\r\ndate:/i);
  });

  test("nothing of ours goes upstream: token parameter, x-ccxray headers, our own bearer", async () => {
    let seen: IncomingMessage | undefined;
    const upstream = await startUpstream((request, response) => {
      seen = request;
      response.end("{}");
    });
    const road = await openRoad(upstream.url, { authToken: "mine" });

    await fetch(`${road.url}/v1/messages?a=%20b&token=mine&c=d+e`, { headers: { authorization: "Bearer mine", "x-ccxray-auth": "mine", "x-kept": "1" } });

    expect(seen?.url).toBe("/v1/messages?a=%20b&c=d+e");
    expect(seen?.headers).toMatchObject({ "x-kept": "1" });
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain("mine");
    expect(JSON.stringify(road.observed)).not.toContain("mine");
  });

  test("a bearer that is the agent's own goes upstream", async () => {
    let seen: string | undefined;
    const upstream = await startUpstream((request, response) => {
      seen = request.headers.authorization;
      response.end("{}");
    });
    const road = await openRoad(upstream.url, { authToken: "mine" });

    await fetch(`${road.url}/v1/messages`, { headers: { authorization: "Bearer theirs" } });

    expect(seen).toBe("Bearer theirs");
  });

  test.each([400, 401, 429, 500, 529])("an upstream's %i is passed on as it is", async (status) => {
    const upstream = await startUpstream((_, response) => {
      response.writeHead(status, "Its Own Words", { "retry-after": "7", "content-type": "application/json" });
      response.end('{"type":"error"}');
    });
    const road = await openRoad(upstream.url);

    const answer = await post(road.url, "{}");

    expect([answer.status, answer.statusText, answer.headers.get("retry-after"), await answer.text()]).toEqual([status, "Its Own Words", "7", '{"type":"error"}']);
    expect(await road.outcome()).toEqual({ type: "completed" });
  });

  test.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("%s with %i has no body and keeps its headers", async (method, status) => {
    const upstream = await startUpstream((_, response) => {
      response.writeHead(status, { etag: '"x"', ...(method === "HEAD" && { "content-length": "42" }) });
      response.end();
    });
    const road = await openRoad(upstream.url);

    const { text } = await rawExchange(road.port, `${method} /v1/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);

    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain('etag: "x"');
    expect(text.includes("content-length: 42")).toBe(method === "HEAD");
    expect(text.endsWith("\r\n\r\n")).toBe(true);
  });

  test("a GET has no content-length on the way up", async () => {
    let seen: string[] = [];
    const upstream = await startUpstream((request, response) => {
      seen = request.rawHeaders;
      response.end();
    });
    const road = await openRoad(upstream.url);

    await (await fetch(`${road.url}/v1/models`)).text();

    expect(seen.map((name) => name.toLowerCase())).not.toContain("content-length");
  });

  test("compressed bodies pass compressed as they are", async () => {
    const [question, reply] = [zstdCompressSync("{}"), gzipSync("data: hello\n\n")];
    let got = Buffer.alloc(0);
    const upstream = await startUpstream(async (request, response) => {
      got = Buffer.concat(await request.toArray());
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/event-stream" });
      response.end(reply);
    });
    const road = await openRoad(upstream.url);

    const { bytes } = await rawExchange(
      road.port,
      Buffer.concat([Buffer.from(`POST /v1/responses HTTP/1.0\r\nhost: x\r\ncontent-encoding: zstd\r\ncontent-length: ${question.length}\r\n\r\n`), question]),
    );

    expect(got.equals(question)).toBe(true);
    expect(bytes.subarray(bytes.indexOf("\r\n\r\n") + 4).equals(reply)).toBe(true);
  });

  test("each piece of a stream arrives when it was sent, not at the end", async () => {
    let send: ((text: string) => void) | undefined;
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      send = (text) => (text === "" ? response.end() : response.write(text));
    });
    const road = await openRoad(upstream.url);

    const answer = await post(road.url, "{}");
    const reader = answer.body?.getReader();
    const pieces: string[] = [];
    for (const piece of ["event: a\r\n", "data: 1\r\n\r\n", "data: \u00e4"]) {
      send?.(piece);
      pieces.push(new TextDecoder().decode((await reader?.read())?.value));
    }
    send?.("");

    expect(pieces).toEqual(["event: a\r\n", "data: 1\r\n\r\n", "data: \u00e4"]);
    expect((await reader?.read())?.done).toBe(true);
  });

  test("a client that goes away cancels the upstream at once", async () => {
    const gone = Promise.withResolvers<void>();
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      request.socket.on("close", () => gone.resolve());
    });
    const road = await openRoad(upstream.url);
    const abort = new AbortController();

    const answer = await fetch(`${road.url}/v1/messages`, { signal: abort.signal });
    await answer.body?.getReader().read();
    abort.abort();
    await gone.promise;

    expect(await road.outcome()).toEqual({ type: "aborted" });
  });

  test("a client that goes away before the upstream answered is seen too", async () => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const upstream = await startUpstream((request) => {
      asked.resolve();
      request.socket.on("close", () => gone.resolve());
    });
    const road = await openRoad(upstream.url);
    const client = connect(road.port, "127.0.0.1");
    client.write("GET /v1/messages HTTP/1.1\r\nhost: x\r\n\r\n");

    await asked.promise;
    client.destroy();
    await gone.promise;

    expect(await road.outcome()).toEqual({ type: "aborted" });
  });

  test.each([
    ["chunked", "HTTP/1.1", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"],
    ["with a length", "HTTP/1.1", "content-length: 100\r\n\r\nhello"],
  ])("an upstream that breaks off an answer %s never looks like a clean end", async (_, version, rest) => {
    const upstream = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.write(`${version} 200 OK\r\n${rest}`, () => setImmediate(() => socket.destroy())));
    });
    const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);

    const answer = await post(road.url, "{}");

    await expect(answer.text()).rejects.toThrow("terminated");
    expect(road.bytesOf("upstream").toString()).toBe("hello");
    expect(await road.outcome()).toMatchObject({ type: "cut" });
  });

  test("what came in one piece with the cut is still delivered", async () => {
    const said = Promise.withResolvers<void>();
    const upstream: Upstream = {
      request(_request, handler) {
        queueMicrotask(() => {
          handler.onHead({ status: 200, statusText: "OK", headers: [] });
          handler.onData(Buffer.from("last words"));
          handler.onError(new CcxrayError("UPSTREAM_BROKEN", "cut"));
          said.resolve();
        });
        return { resume: () => undefined, abort: () => undefined };
      },
      upgrade: () => ({ resume: () => undefined, abort: () => undefined }),
      close: async () => undefined,
    };
    const road = await openRoad("http://nowhere", { upstream });

    const { text } = await rawExchange(road.port, "GET /v1/messages HTTP/1.1\r\nhost: x\r\n\r\n");

    expect(text).toContain("a\r\nlast words\r\n");
    expect(text).not.toContain("0\r\n\r\n");
  });

  test("an HTTP/1.0 client hears of a broken answer by a reset", async () => {
    const upstream = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", () => setImmediate(() => socket.resetAndDestroy())));
    });
    const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);

    const { reset } = await rawExchange(road.port, "GET /v1/messages HTTP/1.0\r\nhost: x\r\n\r\n");

    expect(reset).toBe(true);
  });

  test("after aborts and resets the next request is answered", async () => {
    let n = 0;
    const upstream = await startUpstream((request, response) => {
      n += 1;
      if (n === 1) request.socket.resetAndDestroy();
      else response.end("well");
    });
    const road = await openRoad(upstream.url);

    const broken = await post(road.url, "{}");
    const answer = await post(road.url, "{}");

    expect(broken.status).toBe(502);
    expect(await answer.text()).toBe("well");
  });

  test("a refused connection is answered at once in the provider's own error shape", async () => {
    const road = await openRoad("http://127.0.0.1:1");

    const answer = await post(road.url, '{"model":"m"}');

    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ type: "error", error: { message: expect.stringContaining("127.0.0.1:1") } });
    expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_REFUSED" });
  });

  test.each([60, 3_000_000])("what was asked of an upstream that refuses is noted all the same: %i bytes", async (size) => {
    const road = await openRoad("http://127.0.0.1:9");
    const body = JSON.stringify({ model: "claude-x", messages: [{ role: "user", content: "x".repeat(size) }] });

    const answer = await fetch(`${road.url}/v1/messages`, { method: "POST", body });

    expect(answer.status).toBe(502);
    expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_REFUSED" });
    expect(road.bytesOf("client").toString()).toBe(body);
    expect(road.observed.at(-2)).toMatchObject({ type: "finished", from: "client" });
  });

  test("a client that leaves in the middle of what nobody takes does not keep its exchange open", async () => {
    const road = await openRoad("http://127.0.0.1:9");

    const request = httpRequest(`${road.url}/v1/messages`, { method: "POST", headers: { "content-length": "10" } });
    request.write("half");
    await once(request, "response");
    request.on("error", () => undefined).destroy();

    expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_REFUSED" });
    expect(road.bytesOf("client").toString()).toBe("half");
  });

  test("an upstream that never answers is given up after the idle limit, with 504", async () => {
    const upstream = await startUpstream(() => undefined);
    const road = await openRoad(upstream.url, { idle: 50 });

    const answer = await post(road.url, "{}");

    expect(answer.status).toBe(504);
    expect(await road.outcome()).toMatchObject({ type: "failed", code: "UPSTREAM_TIMEOUT" });
  });

  test("a path that nobody knows gets a local 404 that explains", async () => {
    const road = await openRoad("http://127.0.0.1:1");

    const answer = await fetch(`${road.url}/favicon.ico`);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: "NO_ROUTE", message: expect.stringContaining("/favicon.ico") } });
  });

  test("a request that comes back to us is answered 508", async () => {
    const relay = Promise.withResolvers<string>();
    const mirror = await startUpstream(async (request, response) => {
      const again = await fetch((await relay.promise) + (request.url ?? ""), { headers: request.headers as Record<string, string> });
      response.writeHead(again.status).end(await again.text());
    });
    const road = await openRoad(mirror.url);
    relay.resolve(road.url);

    const answer = await fetch(`${road.url}/v1/messages`);

    expect(answer.status).toBe(508);
  });

  test("a marker of another ccxray is passed on, so that longer loops are found too", async () => {
    let seen: string | string[] | undefined;
    const upstream = await startUpstream((request, response) => {
      seen = request.headers["ccxray-hop"];
      response.end();
    });
    const road = await openRoad(upstream.url, { instance: "b" });

    await (await fetch(`${road.url}/v1/messages`, { headers: { "ccxray-hop": "a" } })).text();

    expect(seen).toBe("a, b");
  });

  test("a client that expects 100-continue gets it, and only when the upstream takes the request", async () => {
    const upstream = await startUpstream(async (request, response) => {
      response.end(`${request.headers.expect ?? "none"}:${Buffer.concat(await request.toArray()).toString()}`);
    });
    const road = await openRoad(upstream.url);

    const request = httpRequest(`${road.url}/v1/messages`, { method: "POST", headers: { expect: "100-continue", "content-length": "5" } });
    request.flushHeaders();
    await once(request, "continue");
    request.end("hello");
    const [response] = (await once(request, "response")) as [IncomingMessage];

    expect(Buffer.concat(await response.toArray()).toString()).toBe("none:hello");
  });

  test("early hints and trailers pass", async () => {
    const upstream = await startUpstream((_, response) => {
      response.writeEarlyHints({ link: "</a>; rel=preload" });
      response.writeHead(200, { trailer: "x-sum" });
      response.write("body");
      response.addTrailers({ "x-sum": "9" });
      response.end();
    });
    const road = await openRoad(upstream.url);

    const request = httpRequest(`${road.url}/v1/messages`, { headers: { te: "trailers" } });
    const hints = once(request, "information");
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    await response.toArray();

    expect((await hints)[0]).toMatchObject({ statusCode: 103, headers: { link: "</a>; rel=preload" } });
    expect(response.headers.trailer).toBe("x-sum");
    expect(response.trailers).toEqual({ "x-sum": "9" });
  });

  test("a malformed head gets 400 and harms nobody", async () => {
    const upstream = await startUpstream((_, response) => void response.end("fine"));
    const road = await openRoad(upstream.url);

    const { text } = await rawExchange(road.port, "NOT HTTP AT ALL\r\n\r\n");
    const answer = await fetch(`${road.url}/v1/messages`);

    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(await answer.text()).toBe("fine");
  });

  test("an upstream that sends garbage is answered with 502 and ends nothing else", async () => {
    const upstream = createTcpServer((socket) => void socket.once("data", () => socket.end("garbage\r\n\r\n")));
    const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);

    const answer = await post(road.url, "{}");

    expect(answer.status).toBe(502);
  });

  test("a client that reads slowly holds the upstream back", async () => {
    let sent = 0;
    let stalled: (() => void) | undefined;
    const waited = new Promise<void>((resolve) => (stalled = resolve));
    const upstream = createServer((_, response) => {
      const chunk = Buffer.alloc(1 << 20);
      const more = () => {
        while (sent < 200) {
          sent += 1;
          if (!response.write(chunk)) {
            const cancel = systemClock.after(300, () => stalled?.());
            response.once("drain", () => (cancel(), more()));
            return;
          }
        }
        response.end();
      };
      more();
    });
    const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`);
    const client = connect(road.port, "127.0.0.1");
    client.pause();
    client.write("GET /v1/messages HTTP/1.1\r\nhost: x\r\n\r\n");

    await waited;

    expect(sent).toBeLessThan(60);
    client.destroy();
  });
});
