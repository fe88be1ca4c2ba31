import { pipeline, Readable } from "node:stream";
import { setImmediate as otherWorkDone } from "node:timers/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import { jsonPieces } from "./json-pieces.ts";

const BATCH_BYTES = 65_536;
/** Below this, compression costs more than it saves. */
const WORTH_COMPRESSING_BYTES = 16_384;

/** An answer in JSON, whatever its size. */
export function jsonAnswer(request: Request, value: unknown): Promise<Response> {
  return bodyAnswer(request, jsonPieces(value), { "content-type": "application/json; charset=utf-8" });
}

/** An answer whose body comes in pieces; a large one is compressed if the client takes that, and lets other work in between. */
export async function bodyAnswer(request: Request, pieces: Iterable<string | Uint8Array>, headers: Record<string, string>): Promise<Response> {
  const found = batches(pieces);
  const first = await found.next();
  const all = { ...headers, vary: "accept-encoding" };
  if (request.method === "HEAD") return new Response(null, { headers: all });
  if (first.done || first.value.length < WORTH_COMPRESSING_BYTES) return new Response(first.value ?? null, { headers: all });
  const coding = codingFor(request.headers.get("accept-encoding"));
  const body = Readable.from(startingWith(first.value, found));
  if (coding === undefined) return new Response(webStream(body), { headers: all });
  const coder = coding === "br" ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }) : createGzip();
  // An error also destroys the coder, and with it the answer, so there is nothing left to do here.
  return new Response(webStream(pipeline(body, coder, () => undefined)), { headers: { ...all, "content-encoding": coding } });
}

/** The coding to use for an `Accept-Encoding` (RFC 9110, 12.5.3): brotli, else gzip, else none. */
export function codingFor(acceptEncoding: string | null): "br" | "gzip" | undefined {
  const accepted = (acceptEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(";")[0]?.trim());
  if (accepted.includes("br")) return "br";
  return accepted.includes("gzip") ? "gzip" : undefined;
}

async function* batches(pieces: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let waiting: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  for (const piece of pieces) {
    waiting.push(typeof piece === "string" ? Buffer.from(piece) : Buffer.from(piece));
    size += waiting.at(-1)?.length ?? 0;
    if (size < BATCH_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
    await otherWorkDone();
  }
  if (size > 0) yield Buffer.concat(waiting);
  return undefined;
}

async function* startingWith<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}

function webStream(stream: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
