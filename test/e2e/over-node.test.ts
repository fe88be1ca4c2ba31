import { connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
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
});
