import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { rawClient } from "../support/raw-scene.ts";
import { programs } from "../support/program.ts";
import { setScene } from "../support/scene.ts";
import type { Asked } from "../support/test-upstream.ts";

// Many clients at once over node:http, which Deno has of its own: nothing of one connection gets out of order, or into another.

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);
  const MANY = Array.from({ length: 100 }, (_, n) => n);

  afterEach(() => scene.upstream.server.removeAllListeners("request"));

  test("requests that come in many pieces arrive as they were sent", async () => {
    scene.upstream.server.on("request", (...[request, response]: Asked) => void request.toArray().then((body) => response.end(Buffer.concat(body))));
    const pieces = MANY.map((n) => `${n},`.repeat(50));
    const body = pieces.join("");

    const answers = await Promise.all(
      MANY.map(async () => {
        const client = connect(scene.proxy.port, "127.0.0.1").setNoDelay();
        client.write(`POST http://here/v1/messages HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
        const answer = client.toArray();
        for (const piece of pieces) {
          client.write(piece);
          await turn();
        }
        return Buffer.concat(await answer).toString();
      }),
    );

    expect(answers.filter((answer) => !answer.endsWith(`\r\n\r\n${body}`))).toEqual([]);
  });

  test("what a client still sends behind what is no HTTP gets into nobody else's request", async () => {
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const [odd, other] = [rawClient(scene.proxy.port), rawClient(scene.proxy.port)];
    odd.socket.write("NO HTTP\r\n\r\n");
    await odd.hears("HTTP/1.1 400 ");

    other.socket.write("POST http://here/v1/messages HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nof its");
    const [request, response] = await asked;
    await new Promise((resolve) => odd.socket.write(" odd", resolve));
    other.socket.write(" own");
    const body = Buffer.concat(await request.toArray()).toString();
    response.end();

    expect(body).toBe("of its own");
  });

  test("answers that last until their connections end are whole, while other connections are reset", async () => {
    const answering: Socket[] = [];
    const all = Promise.withResolvers<void>();
    scene.upstream.server.on("request", (request: Asked[0]) => {
      request.socket.write("HTTP/1.1 200 OK\r\n\r\nso far");
      if (answering.push(request.socket) === MANY.length) all.resolve();
    });
    const clients = MANY.map(() => rawClient(scene.proxy.port));
    for (const { socket } of clients) socket.write("GET http://here/v1/models HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    await Promise.all([all.promise, ...clients.map(({ hears }) => hears("so far"))]);

    const over = Promise.all(clients.map(({ socket }) => once(socket, "close")));
    for (const { socket } of clients) socket.on("end", () => socket.end());
    for (const [n, socket] of answering.entries()) {
      if (n % 2) socket.resetAndDestroy();
      else socket.end();
    }
    await over;

    expect(clients.filter(({ heard }) => heard().endsWith("\r\n0\r\n\r\n"))).toHaveLength(MANY.length / 2);
  });
});
