import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { codingFor, jsonAnswer } from "../../../src/dashboard/body-answer.ts";

const large = { rows: Array.from({ length: 3_000 }, (_, i) => ({ i, text: `row ${i} of a large answer` })) };

function asking(acceptEncoding: string, method = "GET"): Request {
  return new Request("http://127.0.0.1/", { method, headers: { "accept-encoding": acceptEncoding } });
}

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br; q=0.0", undefined],
  ["identity", undefined],
  [null, undefined],
])("for %s the coding is %s", (header, coding) => {
  expect(codingFor(header)).toBe(coding);
});

test("a large answer is compressed as the client takes it", async () => {
  for (const [coding, decode] of [["br", brotliDecompressSync], ["gzip", gunzipSync]] as const) {
    const answer = await jsonAnswer(asking(coding), large);
    const bytes = new Uint8Array(await answer.arrayBuffer());

    expect(answer.headers.get("content-encoding")).toBe(coding);
    expect(bytes.length).toBeLessThan(JSON.stringify(large).length / 3);
    expect(JSON.parse(decode(bytes).toString())).toEqual(large);
  }
});

test("otherwise it is plain, and a small one always is", async () => {
  expect(await (await jsonAnswer(asking("identity"), large)).json()).toEqual(large);
  const small = await jsonAnswer(asking("br"), { a: 1 });
  expect(small.headers.get("content-encoding")).toBeNull();
  expect(await small.text()).toBe('{"a":1}');
});

test("an answer of many megabytes lets other work in between", async () => {
  let turns = 0;
  let done = false;
  const count = (): void => {
    turns++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  const text = await (await jsonAnswer(asking("identity"), { parts: Array.from({ length: 300 }, () => "é".repeat(30_000)) })).text();
  done = true;

  expect(text).toHaveLength(300 * 30_003 + 11);
  expect(turns).toBeGreaterThan(100);
});
