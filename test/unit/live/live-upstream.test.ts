import { createServer } from "node:http";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { createLiveUpstream } from "../../../src/live/live-upstream.ts";
import { closeRoads, listening } from "../../support/road.ts";

afterEach(closeRoads);

/** What becomes of a request with this body, to an upstream that waits for all of it. */
async function failureOf(body: Readable): Promise<unknown> {
  const origin = `http://127.0.0.1:${await listening(createServer((request, response) => request.resume().on("end", () => response.end())))}`;
  const upstream = createLiveUpstream({ outboundProxy: { http: undefined, https: undefined, no: "" }, timeouts: { connect: 5000, idle: 30_000 } });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const nothing = (): void => undefined;
  upstream.request(
    { exchangeId: "x", head: { method: "POST", path: "/", headers: [], upgrade: false }, origin, path: "/", method: "POST", headers: [], body },
    { onHead: nothing, onData: () => true, onEnd: () => reject(new Error("it ended")), onError: resolve },
  );
  const failure = await promise;
  await upstream.close();
  return failure;
}

test("a body that breaks off fails its request, with and without a reason, also before it was sent", async () => {
  const silent = new Readable({ read: () => undefined });
  silent.push("half");
  setImmediate(() => silent.destroy());
  const early = new Readable({ read: () => undefined }).on("error", () => undefined).destroy(new Error("early"));

  expect(await failureOf(silent)).toMatchObject({ code: "UPSTREAM_BROKEN" });
  expect(await failureOf(early)).toMatchObject({ message: expect.stringContaining("early") });
});
