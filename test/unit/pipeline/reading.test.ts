import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { HeaderList } from "../../../src/domain/exchange.ts";
import { createReading } from "../../../src/pipeline/reading.ts";
import { PART_BYTES } from "../../../src/pipeline/reading-parts.ts";
import { cut, observe } from "./reading-setup.ts";

const SSE: HeaderList = [["Content-Type", "text/event-stream; charset=utf-8"]];
const EVENTS = ["event: a\ndata: é😀\n\n", ": ping\n\n", "data: 日本\r\n\r\n"];

test("a request's body is one message when it is complete, an answer's too", async () => {
  const { bytes, finished, answered, ended, events, messages } = observe();
  for (const piece of cut(Buffer.from('{"a":"é"}'), 1)) bytes("client", piece, 5);
  finished("client", 6);
  answered([["content-type", "application/json"]]);
  bytes("upstream", "{}", 9);
  finished("upstream", 9);
  await ended();

  expect(events.map(({ type }) => type)).toEqual(["opened", "message", "answered", "message", "ended"]);
  expect(messages()).toEqual([
    { from: "client", at: 5, kind: "body", payload: '{"a":"é"}' },
    { from: "upstream", at: 9, kind: "body", payload: "{}" },
  ]);
});

test("an empty body is no message", async () => {
  const { finished, answered, ended, messages } = observe();
  finished("client");
  answered(SSE, 204);
  finished("upstream");
  await ended();

  expect(messages()).toEqual([]);
});

test("a body that is no text stays the bytes it was", () => {
  const { bytes, finished, said } = observe();
  bytes("client", Uint8Array.of(0xff, 0xfe, 0x00));
  finished("client");

  expect(said("client")).toEqual([Uint8Array.of(0xff, 0xfe, 0x00)]);
});

test.each([
  ["a content type", SSE, EVENTS],
  ["no content type, but the looks of it", [], EVENTS],
])("an answer of server-sent events, told by %s, is one message an event, however it is cut", async (_, headers, events) => {
  const stream = Buffer.from([...events, "data: left over"].join(""));

  for (let size = 1; size <= stream.length; size++) {
    const { bytes, answered, ended, messages } = observe();
    answered(headers);
    for (const piece of cut(stream, size)) bytes("upstream", piece);
    await ended();
    expect(messages().map(({ kind, payload }) => [kind, payload]), `cut every ${size}`).toEqual([...events, "data: left over"].map((event) => ["event", event]));
  }
});

test("an event is given as soon as its last byte is there, with the time of that", () => {
  const { bytes, answered, messages } = observe();
  answered(SSE);
  bytes("upstream", "data: 1\n", 10);
  expect(messages()).toEqual([]);
  bytes("upstream", "\ndata: 2\n", 20);

  expect(messages()).toEqual([{ from: "upstream", at: 20, kind: "event", payload: "data: 1\n\n" }]);
});

test("a body without a content type that does not look like events is a body, also when it is very short", async () => {
  for (const body of ["{}", "d", "event", "data is not a field"]) {
    const { bytes, answered, ended, messages } = observe();
    answered();
    for (const piece of cut(Buffer.from(body), 1)) bytes("upstream", piece);
    await ended();
    expect(messages()).toEqual([{ from: "upstream", at: 0, kind: "body", payload: body }]);
  }
});

test("what a request says is never taken for events", async () => {
  const { bytes, ended, messages } = observe();
  bytes("client", "data: 1\n\ndata: 2\n\n");
  await ended();

  expect(messages().map(({ kind }) => kind)).toEqual(["body"]);
});

describe("content coding", () => {
  const body = JSON.stringify({ text: "lorem ipsum é😀 ".repeat(3000) });
  const CODINGS: readonly (readonly [string, Uint8Array])[] = [
    ["gzip", gzipSync(body)],
    ["x-gzip", gzipSync(body)],
    ["deflate", deflateSync(body)],
    ["deflate", deflateRawSync(body)],
    ["br", brotliCompressSync(body)],
    ["zstd", zstdCompressSync(body)],
    ["GZIP, Br", brotliCompressSync(gzipSync(body))],
    ["identity, zstd", zstdCompressSync(body)],
    ["zstd", Buffer.concat([zstdCompressSync(body.slice(0, 100)), zstdCompressSync(body.slice(100))])],
    ["gzip", Buffer.concat([gzipSync(body.slice(0, 100)), gzipSync(body.slice(100))])],
  ];

  test.each(CODINGS)("%s is removed from requests and answers, and the order of events holds (%#)", async (coding, coded) => {
    for (const size of [1, 7, 1000, coded.length]) {
      const headers: HeaderList = [["Content-Encoding", coding]];
      const { bytes, finished, answered, ended, events, said } = observe({ requestHeaders: headers });
      for (const piece of cut(coded, size)) bytes("client", piece);
      finished("client");
      answered([...headers, ["content-type", "application/json"]]);
      for (const piece of cut(coded, size)) bytes("upstream", piece);
      finished("upstream");
      await ended();

      expect(events.map(({ type }) => type), `cut every ${size}`).toEqual(["opened", "message", "answered", "message", "ended"]);
      expect([...said("client"), ...said("upstream")]).toEqual([body, body]);
    }
  });

  test.each([
    ["gzip", "not compressed at all, and long enough to be sure"],
    ["br", "not compressed at all, and long enough to be sure"],
    ["zstd", "not compressed at all, and long enough to be sure"],
    ["deflate", "\u0078not compressed at all"],
    ["gzip, br", "not compressed at all, and long enough to be sure"],
  ])("%s that is none is one body as it came, even where events were announced", async (coding, plain) => {
    for (const size of [1, 3, plain.length]) {
      const { bytes, answered, ended, messages } = observe();
      answered([...SSE, ["content-encoding", coding]]);
      for (const piece of cut(Buffer.from(plain), size)) bytes("upstream", piece);
      await ended();
      expect(messages().map(({ kind, payload }) => [kind, payload]), `cut every ${size}`).toEqual([["body", plain]]);
    }
  });

  test.each(["compress", "constructor"])("%s, which nobody knows, is left as it is", async (coding) => {
    const { bytes, answered, ended, said } = observe();
    answered([["content-encoding", coding]]);
    bytes("upstream", "as it came");
    await ended();

    expect(said("upstream")).toEqual(["as it came"]);
  });

  test("one that breaks in the middle gives what could be read, and the rest as it came", async () => {
    const { bytes, answered, ended, messages } = observe();
    const wrongSum = gzipSync(body);
    wrongSum.fill(0, wrongSum.length - 8);
    const bad = Buffer.from("this is no gzip data");
    answered([["content-encoding", "gzip"], ["content-type", "text/plain"]]);
    bytes("upstream", wrongSum.subarray(0, -8));
    bytes("upstream", wrongSum.subarray(-8));
    bytes("upstream", bad);
    await ended();

    const last = Buffer.concat(messages().map(({ payload }) => Buffer.from(payload as string)));
    expect(last.equals(Buffer.concat([Buffer.from(body), wrongSum.subarray(-8), bad]))).toBe(true);
    expect(messages().map(({ kind }) => kind)).toEqual(["body"]);
  });

  test("one that is cut off gives what could be read", async () => {
    const { bytes, answered, ended, said } = observe();
    answered([["content-encoding", "gzip"], ["content-type", "text/plain"]]);
    bytes("upstream", gzipSync(body).subarray(0, -30));
    await ended({ type: "cut", message: "reset" });

    expect(body.startsWith(said("upstream").join(""))).toBe(true);
    expect(said("upstream").join("").length).toBeGreaterThan(1000);
  });
});

describe("bounds", () => {
  test("a body of 50 MB comes in parts of text that make it whole, and no more than a part is held", async () => {
    const piece = Buffer.from("0123456789é日😀\n".repeat(4096));
    const sizes: number[] = [];
    let kinds = "";
    const { bytes, finished } = observe({
      onMessage({ payload, more }) {
        sizes.push(Buffer.byteLength(payload));
        kinds += `${typeof payload}${more ? "+" : "."} `;
      },
    });
    let given = 0;
    let held = 0;
    while (given < 50 * 1024 * 1024) {
      bytes("client", piece);
      given += piece.length;
      held = Math.max(held, given - sizes.reduce((sum, size) => sum + size, 0));
    }
    finished("client");

    expect(held).toBeLessThanOrEqual(PART_BYTES);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(given);
    expect(kinds).toMatch(/^(?:string\+ ){12}string\. $/);
  });

  test("a body in one piece that is too large is given in parts too, cut between characters", async () => {
    const { bytes, ended, messages } = observe();
    const text = `a${"😀".repeat(PART_BYTES / 2)}`;
    bytes("client", text);
    await ended();

    expect(messages().map(({ more }) => more)).toEqual([true, true, undefined]);
    expect(messages().every(({ payload }) => typeof payload === "string")).toBe(true);
    expect(messages().map(({ payload }) => payload).join("")).toBe(text);
  });

  test("a slow body is given as far as it came when a second is over, by the next bytes or by a flush", async () => {
    const { reading, bytes, ended, messages } = observe();
    bytes("client", "one ", 100);
    bytes("client", "two ", 1099);
    expect(messages()).toEqual([]);
    bytes("client", "three \u{1F600}".slice(0, -2), 1100);
    expect(messages()).toEqual([{ from: "client", at: 1099, kind: "body", payload: "one two ", more: true }]);
    reading.flush(1_000_000 + 2099);
    expect(messages()).toHaveLength(1);
    reading.flush(1_000_000 + 2100);
    expect(messages()).toHaveLength(2);
    await ended({ type: "aborted" });

    expect(messages().map(({ payload, more }) => [payload, more])).toEqual([["one two ", true], ["three ", true], ["", undefined]]);
  });

  test("a character whose bytes are late is not cut", async () => {
    const { reading, bytes, ended, said } = observe();
    bytes("client", Uint8Array.of(0x61, 0xf0, 0x9f), 0);
    reading.flush(1_000_000 + 5000);
    bytes("client", Uint8Array.of(0x98, 0x80), 5001);
    await ended();

    expect(said("client").join("")).toBe("a😀");
  });

  test("a slow event is given in parts, and an event that only waits for a line feed whole", async () => {
    const { reading, bytes, answered, ended, messages } = observe();
    answered(SSE);
    bytes("upstream", "data: 1\r\r", 0);
    reading.flush(1_000_000 + 500);
    bytes("upstream", "data: ", 600);
    reading.flush(1_000_000 + 1600);
    bytes("upstream", "2\n\n", 1700);
    await ended();

    expect(messages().map(({ payload, more }) => [payload, more])).toEqual([["data: 1\r\r", undefined], ["data: ", true], ["2\n\n", undefined]]);
  });
});

test("an exchange may end at any time: what is there is given, and the end comes last and once", async () => {
  const { bytes, answered, ended, events, said } = observe({ requestHeaders: [["content-encoding", "zstd"]] });
  bytes("client", zstdCompressSync("asked"));
  answered(SSE);
  bytes("upstream", "data: 1\n\ndata");
  await ended({ type: "aborted" });
  await ended({ type: "completed" });
  bytes("upstream", "too late");

  expect(said("client")).toEqual(["asked"]);
  expect(said("upstream")).toEqual(["data: 1\n\n", "data"]);
  expect(events.filter(({ type }) => type === "ended")).toHaveLength(1);
  expect(events.at(-1)).toEqual({ type: "ended", id: "x", at: 0, outcome: { type: "aborted" } });
});

test("many exchanges at once do not mix", async () => {
  const events: string[] = [];
  const reading = createReading({ onEvent: (event) => event.type === "message" && events.push(`${event.id} ${String(event.message.payload)}`) });
  const ids = Array.from({ length: 50 }, (_, i) => `id${i}`);
  for (const id of ids) {
    const request = { method: "POST", path: "/", headers: [["content-encoding", "gzip"]] as const, upgrade: false };
    reading.take({ type: "opened", opening: { id, provider: "p", transport: "http", startedAt: 0, upstream: "", request } });
  }
  for (let at = 0; at < 40; at++) for (const id of ids) reading.take({ type: "bytes", id, at, from: "client", bytes: gzipSync(`body of ${id}`).subarray(at, at + 1) });
  for (const id of ids) reading.take({ type: "ended", id, at: 99, outcome: { type: "completed" } });
  await reading.settled();

  expect(events.toSorted()).toEqual(ids.map((id) => `${id} body of ${id}`).toSorted());
});
