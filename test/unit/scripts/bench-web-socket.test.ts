import { on } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import type { WebSocket } from "ws";
import { startUpstream } from "../../../scripts/bench/processes.ts";
import { proxyingFloors } from "../../../scripts/bench/proxying-floors.ts";
import { addSlice, emptyResults } from "../../../scripts/bench/results.ts";
import { proxyWorkloads } from "../../../scripts/bench/workloads.ts";
import { connect, type WebSocketAsk, webSocketAnswers } from "../../../scripts/bench/workloads/web-socket-answers.ts";
import { messageOf } from "../../../scripts/bench/workloads/web-socket.ts";

test("an ask is answered by as many messages as it wants, and the last one completes the answer", async () => {
  const socket = await connected();

  socket.send(JSON.stringify({ type: "response.create", messages: 25, size: 300 } satisfies WebSocketAsk));
  const messages = await next(socket, 25);

  expect(messages.slice(0, -1).every((message) => message === messageOf(300))).toBe(true);
  expect(Buffer.byteLength(messages[0] ?? "")).toBe(300);
  expect(messages.at(-1)).toContain("response.completed");
});

test("what asks for nothing comes back as it is", async () => {
  const socket = await connected();
  const sent = messageOf(200);

  socket.send(sent);

  expect(await next(socket, 1)).toEqual([sent]);
});

test("answers are counted in messages", async () => {
  const origin = await upstream();
  const started = performance.now();

  const { perSecond, p50 } = await webSocketAnswers("w", 200, 50).prepare()(origin, 1);

  // In so short a slice not every client need begin, but one does.
  expect(perSecond).toBeGreaterThan((50 * 1000) / (performance.now() - started));
  expect(p50).toBeGreaterThan(0);
});

test("workloads have names that differ", () => {
  const names = proxyWorkloads.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

test("every form of WebSocket traffic has the floor, streamed and sent back, small and large", () => {
  const results = emptyResults();
  for (const [workload, perSecond] of [["ws-stream-200", 90], ["ws-stream-8k", 20], ["ws-echo-200", 1], ["ws-echo-8k", 1]] as const) {
    addSlice(results, workload, "direct", { perSecond: 100, p50: 1, p99: 1 });
    addSlice(results, workload, "ccxray", { perSecond, p50: 1, p99: 1 });
  }

  expect(proxyingFloors(results).flatMap(({ measured }) => measured ?? [])).toEqual([0.9, 0.2, 0.01, 0.01]);
  expect(proxyWorkloads.map(({ name }) => name)).toEqual(expect.arrayContaining(["ws-stream-200", "ws-stream-8k", "ws-echo-200", "ws-echo-8k"]));
});

async function upstream(): Promise<string> {
  const { origin, close } = await startUpstream([]);
  onTestFinished(close);
  return origin;
}

async function connected(): Promise<WebSocket> {
  const socket = await connect(await upstream());
  onTestFinished(() => socket.terminate());
  return socket;
}

async function next(socket: WebSocket, count: number): Promise<readonly string[]> {
  const messages: string[] = [];
  for await (const [data] of on(socket, "message")) if (messages.push(String(data)) === count) break;
  return messages;
}
