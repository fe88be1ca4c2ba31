import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, request as sendRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { acceptWebSocket } from "../support/accept-websocket.ts";
import { claudeRequest } from "../support/claude-ask.ts";
import { everythingShown } from "../support/everything-shown.ts";
import { peakMemory } from "../support/peak-memory.ts";
import { programs } from "../support/program.ts";
import { samplePiece } from "../support/sample-bytes.ts";
import { setScene } from "../support/scene.ts";
import type { Asked } from "../support/test-upstream.ts";
import { until } from "../support/until.ts";

const MB = 1024 * 1024;
/**
 * The most memory that the program may ever have held, in MB. Seen: 90 to 115 at rest, 330 to 410 after bodies of 50 MB,
 * 350 to 520 after messages of 64 MB.
 */
const MOST_MEMORY = { bodies: 520, message: 650 };

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  test("a stream of CRLF events cut at every byte, also within characters, is passed on and read as it was", async () => {
    const events = ["message_start", "content_block_delta", "message_stop"].map((type, i) => `event: ${type}\r\ndata: ${JSON.stringify(eventOf(type, i))}\r\n\r\n`);
    const bytes = Buffer.from(events.join(""));
    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(`${scene.proxy.url}/v1/messages`, claudeRequest({ session: "s-cut", prompt: "grüße 😀" }));
    const [, response] = await asked;

    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const byte of bytes) {
      response.write(Buffer.of(byte));
      await turn();
    }
    response.end();

    expect(Buffer.from(await (await answer).arrayBuffer())).toEqual(bytes);
    await until("it is in the journal", async () => /世界, grüße 😀/.test(await everythingShown(program, scene.home)) || undefined);
  });

  test("1,000 streams at once are each whole", async () => {
    const streams = 1000;
    const rounds = [0, 1, 2, 3, 4];
    const waiting: Asked[] = [];
    scene.upstream.server.on("request", (request, response) => waiting.push([request.resume(), response]));
    const agent = new Agent({ maxSockets: streams });

    const answers = Array.from({ length: streams }, (_, n) => bytesOf(`${scene.proxy.url}/v1/messages?n=${n}`, agent));
    await until("all have arrived", () => (waiting.length === streams ? true : undefined), 20_000);
    for (const [, response] of waiting) response.writeHead(200, { "content-type": "text/event-stream" });
    for (const round of rounds) for (const [request, response] of waiting) response.write(eventText(request, round));
    for (const [, response] of waiting) response.end();
    const texts = await Promise.all(answers);
    agent.destroy();
    scene.upstream.server.removeAllListeners("request");

    expect(texts.filter((text, n) => text !== rounds.map((round) => eventText({ url: `/v1/messages?n=${n}` }, round)).join(""))).toEqual([]);
  });
});

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  test("bodies of 50 MB pass both ways, byte for byte", async () => {
    const pieces = 50;
    const [there, back] = [await digestOf(piecesFrom(0, pieces)), await digestOf(piecesFrom(pieces, pieces))];

    const asked = once(scene.upstream.server, "request") as Promise<Asked>;
    const answer = fetch(`${scene.proxy.url}/v1/messages`, { method: "POST", body: Readable.from(piecesFrom(0, pieces)), duplex: "half" });
    const [request, response] = await asked;
    const arrived = await digestOf(request);
    Readable.from(piecesFrom(pieces, pieces)).pipe(response.writeHead(200, { "content-type": "application/json" }));
    const returned = await digestOf((await answer).body as unknown as AsyncIterable<Uint8Array>);

    expect([arrived, returned]).toEqual([there, back]);
    expect(peakMemory(scene.proxy.pid)).toBeLessThan(MOST_MEMORY.bodies);
  });
});

describe.each(programs())("$name", (program) => {
  const scene = setScene(program);

  test("a WebSocket message of 64 MB passes both ways, byte for byte", async () => {
    const message = Buffer.concat([...piecesFrom(0, 64)]);
    const accepted = acceptWebSocket(scene.upstream.server, { perMessageDeflate: false });
    const client = new WebSocket(`${scene.proxy.url.replace("http", "ws")}/v1/responses`, { maxPayload: 0, perMessageDeflate: false });
    const [{ webSocket: upstream }] = await Promise.all([accepted, once(client, "open")]);
    upstream.on("message", (data: Buffer) => upstream.send(data));

    client.send(message);
    const [echo] = (await once(client, "message")) as [Buffer];
    client.terminate();

    expect(echo.equals(message)).toBe(true);
    expect(peakMemory(scene.proxy.pid)).toBeLessThan(MOST_MEMORY.message);
  });
});

function eventOf(type: string, index: number): object {
  if (type === "message_start") return { type, message: { id: "msg_1", model: "m", content: [], usage: { input_tokens: 1, output_tokens: 1 } } };
  return type === "message_stop" ? { type } : { type, index, delta: { type: "text_delta", text: "世界, grüße 😀" } };
}

function eventText({ url }: { readonly url?: string | undefined }, round: number): string {
  return `event: ping\ndata: {"url":"${url}","round":${round}}\n\n`;
}

async function bytesOf(url: string, agent: Agent): Promise<string> {
  const request = sendRequest(url, { method: "POST", agent }).end("{}");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return Buffer.concat(await response.toArray()).toString();
}

function* piecesFrom(first: number, count: number): Generator<Buffer> {
  for (let n = first; n < first + count; n++) yield samplePiece(MB, n);
}

async function digestOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
