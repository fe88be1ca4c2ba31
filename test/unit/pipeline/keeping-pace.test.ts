import type { ServerResponse } from "node:http";
import { duplexPair, PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { passAnswer } from "../../../src/pipeline/answer.ts";
import type { Observer } from "../../../src/pipeline/observer.ts";
import type { Recorder } from "../../../src/pipeline/recorder.ts";
import { splice } from "../../../src/pipeline/splice.ts";
import { slowRecorder } from "../../support/slow-recorder.ts";

// A recorder that is behind must hold the relay back, also while the other side of the relay is quick.

const CHUNK = Buffer.alloc(256 * 1024);
const CHUNKS = 20;

const observer = { bytes() {}, end() {}, finished() {}, answered() {} } as unknown as Observer;

function recorderBehind() {
  const { pace, catchesUp } = slowRecorder({ behind: true });
  return { recorder: pace as Recorder, catchUp: catchesUp };
}

async function manyTurns(): Promise<void> {
  for (let n = 0; n < 200; n++) await turn();
}

test("a WebSocket waits for the recorder although its receiver is quick, and goes on when the recorder has caught up", async () => {
  const { recorder, catchUp } = recorderBehind();
  const [client, agent] = duplexPair();
  const [upstream, api] = duplexPair();
  let received = 0;
  agent.on("data", (chunk: Buffer) => (received += chunk.length));
  splice({ client, upstream, observer, recorder, onTraffic() {}, onHalfClosed() {} });

  for (let n = 0; n < CHUNKS; n++) api.write(CHUNK);
  await manyTurns();
  const whileBehind = received;
  catchUp();
  await manyTurns();

  expect(whileBehind).toBeLessThanOrEqual(CHUNK.length);
  expect(received).toBe(CHUNKS * CHUNK.length);
});

test("an answer waits for the recorder although its receiver is quick, and goes on when the recorder has caught up", async () => {
  const { recorder, catchUp } = recorderBehind();
  const response = new PassThrough();
  response.resume();
  let resumed = 0;
  const answer = passAnswer({ response: response as unknown as ServerResponse, observer, recorder, resume: () => (resumed += 1), refuse() {} });

  const goOn = answer.onData(CHUNK);
  await manyTurns();
  const whileBehind = resumed;
  catchUp();

  expect([goOn, whileBehind]).toEqual([false, 0]);
  expect(resumed).toBe(1);
});
