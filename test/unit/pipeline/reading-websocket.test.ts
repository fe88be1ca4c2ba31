import type { AddressInfo } from "node:net";
import { constants, deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { HeaderList, Message, Side } from "../../../src/domain/exchange.ts";
import { wellFormedText } from "../../../src/domain/payload.ts";
import { PART_BYTES } from "../../../src/pipeline/reading-parts.ts";
import { createSocketReader } from "../../../src/pipeline/reading-websocket.ts";
import { createRooms } from "../../../src/pipeline/rooms.ts";
import { startTee } from "../../support/tcp-tee.ts";
import { cut, observe, type Observed } from "./reading-setup.ts";

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Numbers that look random and are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

type Told = readonly [kind: string, content: string];

/** What a side was told, as its own `ws` understood it. */
function listen(socket: WebSocket): Told[] {
  const heard: Told[] = [];
  socket.on("message", (data: Buffer, isBinary) => heard.push([isBinary ? "binary" : "text", data.toString("latin1")]));
  socket.on("ping", (data: Buffer) => heard.push(["ping", data.toString("latin1")]));
  socket.on("pong", (data: Buffer) => heard.push(["pong", data.toString("latin1")]));
  socket.on("close", (code, reason) => heard.push(["close", JSON.stringify({ code, reason: reason.toString() })]));
  return heard;
}

/** A conversation over `ws` on loopback, and the bytes of both sides as they passed, heads apart. */
async function converse(deflate: object | false, talk: (client: WebSocket, server: WebSocket) => void): Promise<{ heads: string[]; bytes: Buffer[]; told: { client: Told[]; upstream: Told[] } }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: deflate && { threshold: 0, ...deflate } });
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  await new Promise((resolve) => server.once("listening", resolve));
  const tee = await startTee((server.address() as AddressInfo).port);
  closing.push(tee.close);
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const client = new WebSocket(tee.url.replace("http", "ws"), { perMessageDeflate: deflate && { threshold: 0, ...deflate } });
  const upstream = await accepted;
  const [byUpstream, byClient] = [listen(client), listen(upstream)];
  await new Promise((resolve) => client.once("open", resolve));
  const over = Promise.all([client, upstream].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
  talk(client, upstream);
  await over;
  const wires = [tee.connections[0]?.fromClient ?? [], tee.connections[0]?.fromServer ?? []].map((chunks) => Buffer.concat(chunks));
  const ends = wires.map((wire) => wire.indexOf("\r\n\r\n") + 4);
  return {
    heads: wires.map((wire, i) => wire.subarray(0, ends[i]).toString("latin1")),
    bytes: wires.map((wire, i) => wire.subarray(ends[i])),
    told: { client: byClient, upstream: byUpstream },
  };
}

function headersOf(head: string): HeaderList {
  return head.split("\r\n").slice(1, -2).map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
}

function told(observed: Observed, from: Side): Told[] {
  const asBytes = ({ kind, payload }: Message): string => (kind === "close" ? (payload as string) : Buffer.from(payload as string).toString("latin1"));
  return observed.messages().filter((message) => message.from === from).map((message) => [message.kind, asBytes(message)]);
}

describe("what is read is what `ws` reads", () => {
  test.each([
    ["without compression", false as const],
    ["compressed, contexts kept", {}],
    ["compressed, contexts not kept", { serverNoContextTakeover: true, clientNoContextTakeover: true }],
    ["compressed, one context kept, small windows", { clientNoContextTakeover: true, serverMaxWindowBits: 9, clientMaxWindowBits: 10 }],
  ])("%s, fragmented and cut at random", async (_, deflate: object | false) => {
    const next = numbers(7);
    const sendSome = (socket: WebSocket): void => {
      for (let i = 0; i < 40; i++) {
        const words = Array.from({ length: next(40) }, () => ["lorem", "ipsum", "é😀", "{\"a\":1}", String(next(1000))][next(5)]).join(" ");
        const binary = next(4) === 0;
        const data = binary ? Buffer.from(Array.from({ length: next(400) }, () => next(256))) : words.repeat(next(20) === 0 ? 300 : 1);
        const compress = next(3) > 0;
        if (next(3) === 0) {
          socket.send(data, { binary, compress, fin: false });
          if (next(2) === 0) socket.ping(`ping ${i}`);
          socket.send("", { binary, compress, fin: false });
          socket.send(data, { binary, compress, fin: true });
        } else socket.send(data, { binary, compress });
        if (next(5) === 0) socket.pong(Buffer.from([i, 0xff]));
      }
    };
    const talk = (client: WebSocket, upstream: WebSocket): void => {
      sendSome(client);
      sendSome(upstream);
      client.close(3000 + next(1000), "bye é");
    };
    const { heads, bytes, told: expected } = await converse(deflate, talk);

    for (const size of [1, 3, 100, 4096, 1_000_000]) {
      const observed = observe({ transport: "websocket" });
      observed.answered(headersOf(heads[1] ?? ""), 101);
      for (const [i, from] of (["client", "upstream"] as const).entries()) for (const piece of cut(bytes[i] ?? Buffer.alloc(0), size)) observed.bytes(from, piece);
      await observed.ended();

      expect(told(observed, "client"), `client, cut every ${size}`).toEqual(expected.client);
      expect(told(observed, "upstream"), `upstream, cut every ${size}`).toEqual(expected.upstream);
      expect(observed.events.at(-1)?.type).toBe("ended");
    }
  });
});

/** A frame of the upstream, which does not mask. */
function frame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([first, length]) : Buffer.alloc(10, Buffer.from([first, 127, 0, 0, 0, 0, 0, 0, 0, 0]));
  if (length >= 126) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

function deflated(text: string): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH, level: 1 }).subarray(0, -4);
}

function upgraded(extensions?: string): Observed {
  const observed = observe({ transport: "websocket" });
  observed.answered(extensions ? [["Sec-WebSocket-Extensions", extensions]] : [], 101);
  return observed;
}

const DEFLATE = "permessage-deflate; server_no_context_takeover";

test("a message is given when its last byte is there, control frames in between before it", () => {
  const { bytes, messages } = upgraded();
  bytes("upstream", frame(0x01, Buffer.from("one ")), 1);
  bytes("upstream", frame(0x89, Buffer.from("?")), 2);
  bytes("upstream", frame(0x80, Buffer.from("two")), 3);
  bytes("upstream", frame(0x88, Buffer.alloc(0)), 4);

  expect(messages()).toEqual([
    { from: "upstream", at: 2, kind: "ping", payload: "?" },
    { from: "upstream", at: 3, kind: "text", payload: "one two" },
    { from: "upstream", at: 4, kind: "close", payload: '{"code":1005,"reason":""}' },
  ]);
});

test("empty messages are messages", async () => {
  const { bytes, ended, messages } = upgraded(DEFLATE);
  bytes("upstream", Buffer.concat([frame(0x81, Buffer.alloc(0)), frame(0xc2, Buffer.from([0])), frame(0x82, Buffer.alloc(0))]));
  await ended();

  expect(messages().map(({ kind, payload }) => [kind, payload])).toEqual([["text", ""], ["binary", ""], ["binary", ""]]);
});

test("a connection that ends without a close frame gives what of a message had come", async () => {
  const { bytes, ended, messages } = upgraded();
  bytes("upstream", frame(0x81, Buffer.from("Hello")).subarray(0, 5));
  await ended();

  expect(messages()).toEqual([{ from: "upstream", at: 0, kind: "text", payload: "Hel" }]);
});

test("what a compressed message had said before it was cut off is given", async () => {
  for (const end of ["nothing more", "no frame at all"]) {
    const { bytes, ended, said } = upgraded(DEFLATE);
    const text = Array.from({ length: 500 }, (_, i) => `word ${i * i}`).join(" ");
    const message = frame(0xc1, deflated(text));
    bytes("upstream", message.subarray(0, -20));
    if (end === "no frame at all") bytes("upstream", Buffer.concat([message.subarray(-20), frame(0x41, deflated("x")), frame(0xc1, deflated("y"))]));
    await ended({ type: "cut", message: "reset" });

    const all = said("upstream");
    expect(text.startsWith(String(all[0])), `cut off by ${end}`).toBe(true);
    expect(String(all[0]).length).toBeGreaterThan(text.length / 2);
  }
});

test("a message of 64 MB comes in parts, whether it is compressed or not", async () => {
  for (const [first, text, coded] of [
    [0x81, "0123456789é😀 ".repeat(4_000_000), Buffer.from],
    [0xc1, "0123456789é😀 ".repeat(1_000_000), deflated],
  ] as const) {
    const payload = coded(text);
    const observed = upgraded(DEFLATE);
    for (const piece of cut(frame(first, payload), 64 * 1024)) observed.bytes("upstream", piece);
    await observed.ended();

    const parts = observed.messages();
    expect(parts.map(({ payload: part }) => part).join("") === text).toBe(true);
    expect(parts.every(({ payload: part, kind }) => kind === "text" && Buffer.byteLength(part as string) <= PART_BYTES)).toBe(true);
    expect(parts.map(({ more }) => (more ? "+" : ".")).join("")).toMatch(/^\+{4,16}\.$/);
  }
});

test("a slow message is given as far as it came, by a flush", () => {
  const { reading, bytes, messages } = upgraded();
  bytes("client", frame(0x01, Buffer.from("slow ")), 0);
  reading.flush(1_000_000 + 1000);
  bytes("client", frame(0x80, Buffer.from("message")), 1500);

  expect(messages().map(({ kind, payload, more }) => [kind, payload, more])).toEqual([["text", "slow ", true], ["text", "message", undefined]]);
});

test("after frames that break the protocol, everything is given as it came, as one binary message", async () => {
  const { bytes, ended, messages } = upgraded();
  bytes("upstream", frame(0x81, Buffer.from("fine")));
  bytes("upstream", frame(0x01, Buffer.from("begun")));
  bytes("upstream", "HTTP/1.1 500 what");
  bytes("upstream", " is this");
  bytes("client", frame(0x81, Buffer.from("the other side")));
  await ended();

  expect(messages().map(({ from, kind, payload }) => [from, kind, payload])).toEqual([
    ["upstream", "text", "fine"],
    ["upstream", "text", "begun"],
    ["client", "text", "the other side"],
    ["upstream", "binary", "HTTP/1.1 500 what is this"],
  ]);
});

test("what cannot be inflated is given compressed, and the frames behind it are still told apart", async () => {
  const { bytes, ended, messages } = upgraded(DEFLATE);
  const bad = Buffer.from([0x07, 0xff, 0xff, 0xff]);
  bytes("upstream", frame(0xc1, deflated("fine")));
  bytes("upstream", frame(0xc1, bad));
  bytes("upstream", frame(0xc1, deflated("too late")));
  bytes("upstream", frame(0x81, Buffer.from("never compressed")));
  await ended();

  const [fine, broken, late, plain] = messages();
  expect(fine?.payload).toBe("fine");
  expect(broken?.kind).toBe("binary");
  expect(Buffer.from(broken?.payload as Uint8Array).subarray(0, bad.length)).toEqual(bad);
  expect([late?.kind, Buffer.from(late?.payload as Uint8Array).equals(deflated("too late"))]).toEqual(["binary", true]);
  expect(plain).toMatchObject({ kind: "text", payload: "never compressed" });
});

test("a sender that finishes its deflate stream with each message is understood (RFC 7692, 7.2.3.5)", async () => {
  const { bytes, ended, said } = upgraded(DEFLATE);
  for (const text of ["one", "two", "three"]) bytes("upstream", frame(0xc1, Buffer.concat([deflateRawSync(text), Buffer.from([0])])));
  await ended();

  expect(said("upstream")).toEqual(["one", "two", "three"]);
});

test("a refused upgrade has a body like any other answer", async () => {
  const { answered, bytes, finished, ended, messages } = observe({ transport: "websocket" });
  answered([["content-type", "application/json"]], 426);
  bytes("upstream", '{"error":"upgrade"}');
  finished("upstream");
  await ended();

  expect(messages()).toEqual([{ from: "upstream", at: 0, kind: "body", payload: '{"error":"upgrade"}' }]);
});

test("many messages with one read are each given, in order, with what comes between and behind them", async () => {
  const texts = Array.from({ length: 50 }, (_, i) => `{"delta":"${"word ".repeat(i % 7)}${i}"}`);
  const frames = texts.map((text) => frame(0x81, Buffer.from(text)));
  const bytes = Buffer.concat([...frames.slice(0, 20), frame(0x89, Buffer.from("ping")), ...frames.slice(20), frame(0x88, Buffer.from([0x03, 0xe8]))]);

  for (const size of [bytes.length, 701, 64]) {
    const observed = upgraded();
    for (const piece of cut(bytes, size)) observed.bytes("upstream", piece);
    await observed.ended();

    expect(told(observed, "upstream").map(([kind, content]) => (kind === "text" ? content : kind)), `cut every ${size}`).toEqual([...texts.slice(0, 20), "ping", ...texts.slice(20), "close"]);
  }
});

test("many messages are put together also when they came behind the end of another", () => {
  const texts = Array.from({ length: 12 }, (_, i) => `{"delta":"${i}"}`);
  const bytes = Buffer.concat(texts.map((text) => frame(0x81, Buffer.from(text))));
  const given: (string | readonly number[])[] = [];
  const reader = createSocketReader(false, createRooms(), (_, payload) => given.push(payload as string), (_, all, ends) => given.push(wellFormedText(all), ends));
  const withinTheFourth = 3 * frame(0x81, Buffer.from(texts[0] ?? "")).length + 5;

  void reader.take(bytes.subarray(0, withinTheFourth), 0);
  void reader.take(bytes.subarray(withinTheFourth), 0);

  const rest = texts.slice(4);
  expect(given).toEqual([...texts.slice(0, 4), rest.join(""), rest.map((_, i) => rest.slice(0, i + 1).join("").length)]);
});
