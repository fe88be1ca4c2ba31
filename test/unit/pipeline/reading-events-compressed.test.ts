import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";
import { expect, test } from "vitest";
import { observe } from "./reading-setup.ts";

/** Compresses one piece after another, flushing after each as servers of event streams do. */
async function flushed(stream: ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress>, pieces: readonly string[], how: number): Promise<Buffer[]> {
  const out: Buffer[] = [];
  const coded: Buffer[] = [];
  stream.on("data", (data: Buffer) => out.push(data));
  for (const piece of pieces) {
    stream.write(piece);
    await new Promise<void>((resolve) => {
      stream.flush(how, resolve);
    });
    coded.push(Buffer.concat(out.splice(0)));
  }
  return coded;
}

test.each([
  ["gzip", () => createGzip(), constants.Z_SYNC_FLUSH],
  ["deflate", () => createDeflate(), constants.Z_SYNC_FLUSH],
  ["br", () => createBrotliCompress(), constants.BROTLI_OPERATION_FLUSH],
  ["zstd", () => createZstdCompress(), constants.ZSTD_e_flush],
])("compressed with %s, each event is given as soon as its bytes have come", async (coding, create, how) => {
  const events = Array.from({ length: 20 }, (_, i) => `event: delta\ndata: {"text":"word ${i} é😀"}\n\n`);
  const { reading, bytes, answered, ended, said } = observe();
  answered([["content-type", "text/event-stream"], ["content-encoding", coding]]);

  for (const [i, piece] of (await flushed(create(), events, how)).entries()) {
    bytes("upstream", piece);
    await reading.settled();
    expect(said("upstream"), `after event ${i}`).toEqual(events.slice(0, i + 1));
  }
  await ended();
});
