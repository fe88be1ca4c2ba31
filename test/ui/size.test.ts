import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { startUiServer } from "../support/ui-server.ts";

test("the page's program is at most 60 KB, compressed, and its styles 10 KB", async () => {
  const server = await startUiServer([]);
  const size = async (path: string): Promise<number> => gzipSync(new Uint8Array(await (await fetch(server.url + path)).arrayBuffer())).length;

  const sizes = [await size("assets/main.js"), await size("assets/main.css")];
  await server.close();

  expect(sizes[0]).toBeLessThan(60 * 1024);
  expect(sizes[1]).toBeLessThan(10 * 1024);
});
