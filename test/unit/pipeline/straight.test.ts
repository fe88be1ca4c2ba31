import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import type { ConnectionUser } from "../../../src/pipeline/connections.ts";
import type { Observer } from "../../../src/pipeline/observer.ts";
import { readPlainRequest } from "../../../src/pipeline/plain-head.ts";
import type { Recorder } from "../../../src/pipeline/recorder.ts";
import { passStraight } from "../../../src/pipeline/straight.ts";
import { CcxrayError } from "../../../src/domain/errors.ts";

const HEAD = "POST /v1/messages HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n";

/** A socket of somebody who takes nothing of what is written. */
function stuckSocket(): Duplex {
  return new Duplex({ read: () => undefined, write: () => undefined });
}

test("a client that reads nothing before it has said all is read on when its answer has ended", () => {
  const client = stuckSocket();
  const upstream = stuckSocket();
  const noted: string[] = [];
  const observer = { bytes: () => undefined, answered: () => undefined, finished: (side: string) => noted.push(side), end: () => undefined } as unknown as Observer;
  const recorder: Recorder = { observe: () => undefined, behind: false, drained: (callback) => callback(), close: async () => undefined };
  const request = readPlainRequest(Buffer.from(HEAD));
  let user: ConnectionUser | undefined;
  if (!request) throw new Error("the head is plain");
  const exchange = passStraight({
    request,
    first: Buffer.alloc(0),
    head: { method: "POST", path: "/v1/messages", headers: [], upgrade: false },
    destination: { origin: "http://there", path: "/v1/messages", headers: [] },
    client,
    connections: {
      take(_, taker, callback) {
        user = taker;
        callback({ socket: upstream, resume: () => undefined, release: () => undefined, destroy: () => undefined, fail: () => undefined });
        return () => undefined;
      },
      close: async () => undefined,
    },
    observer,
    recorder,
    whenDrained: recorder.drained,
    onOver: () => undefined,
  });

  exchange.onData(Buffer.alloc(500_000));
  expect(client.isPaused()).toBe(true);
  user?.onData(Buffer.from("HTTP/1.1 413 Too Large\r\n\r\nno"));
  user?.onGone(new CcxrayError("UPSTREAM_BROKEN", "it ended"), true);

  expect(noted).toEqual(["upstream"]);
  expect(client.isPaused()).toBe(false);
});
