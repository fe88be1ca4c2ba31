import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Flow } from "../../src/pipeline/upstream.ts";
import { ASK, CLOSING_ASK, post, rawClient, rawScene } from "../support/raw-scene.ts";
import { closeRoads, openRoad, type RoadOptions, ROADS } from "../support/road.ts";
import { slowRecorder } from "../support/slow-recorder.ts";
import { until } from "../support/until.ts";

// What only requests can show that go over node:http and undici: requests behind each other, and answers that are early and less than whole.

afterEach(closeRoads);

const sceneOverNode = (onConnection: Parameters<typeof rawScene>[0], options: RoadOptions = {}) => rawScene(onConnection, { straight: false, ...options });

test("a request behind one that is not answered yet is passed on when it is, and what is said to it comes behind that answer", async () => {
  const asked: string[] = [];
  let first: Socket | undefined;
  const { road, client } = await sceneOverNode((socket) =>
    socket.on("data", (bytes: Buffer) => {
      const [, name] = /^\w+ \/v1\/(\w+) /.exec(bytes.toString()) ?? [];
      if (!name) return;
      asked.push(name);
      if (name === "models") first = socket;
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
    }),
  );
  const other = rawClient(road.port);

  client.socket.write(ASK.replace("messages", "models") + post("hello", "Content-Length: 5", "Expect: 100-continue"));
  await until("the first request is asked", () => first);
  other.socket.write(ASK.replace("messages", "responses"));
  await other.hears("\r\n\r\nresponses");
  first?.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  await client.hears("\r\n\r\nmessages");

  expect(asked).toEqual(["models", "responses", "messages"]);
  expect(client.heard()).toMatch(/\r\n\r\nokHTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK\r\n[^]*\r\n\r\nmessages$/);
});

test.each([
  ["is answered early", "413 Too Large", (socket: Socket) => socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")],
  ["finds its upstream breaking", "502 Bad Gateway", (socket: Socket) => socket.destroy()],
])("a client whose request %s may send the rest of it, and ask again", async (_, status, interrupt) => {
  const { upstream, client } = await sceneOverNode((socket, said) =>
    socket.once("data", () => {
      if (said().startsWith("POST")) interrupt(socket);
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
    }),
  );
  const [beginning, rest] = ["x".repeat(400_000), "x".repeat(1_600_000)];

  client.socket.write(post(beginning, `Content-Length: ${beginning.length + rest.length}`));
  await client.hears(`HTTP/1.1 ${status}\r\n`);
  client.socket.write(rest + ASK);
  await client.hears("\r\n\r\nwell");

  expect(upstream.heard).toHaveLength(2);
});

test.each([
  ["ended is whole", (socket: Socket) => socket.end(), "0\r\n\r\n", { type: "completed" }],
  ["reset is not", (socket: Socket) => socket.resetAndDestroy(), "", { type: "cut", message: expect.stringContaining("ECONNRESET") }],
])("an answer that lasts until its connection is %s, for client and journal", async (_, stop, end, outcome) => {
  let answering: Socket | undefined;
  const { road, client } = await sceneOverNode((socket) => (answering = socket).once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\nhalf")));
  client.socket.write(CLOSING_ASK);
  await client.hears("half\r\n");

  if (answering) stop(answering);
  await once(client.socket, "end");

  expect(client.heard().split("half\r\n")[1]).toBe(end);
  expect(await road.outcome()).toMatchObject(outcome);
});

test.each(ROADS)("an answer whose last byte comes while the recorder is behind is whole, also when its connection ends with it (%s)", async (_, straight) => {
  const recorder = slowRecorder();
  const answer = (socket: Socket): void => {
    recorder.fallsBehind();
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
  };
  const { road, client } = await rawScene((socket) => socket.once("data", () => answer(socket)), { straight, pace: recorder.pace });

  client.socket.write(ASK);

  expect(await road.outcome()).toMatchObject({ type: "completed" });
});

test.each(ROADS)("requests wait while the recorder is behind, however small they are, and go up when it has caught up (%s)", async (_, straight) => {
  const recorder = slowRecorder({ behind: true });
  let asked = 0;
  const { road, client } = await rawScene((socket) => socket.on("data", () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${++asked}`)), { straight, pace: recorder.pace });
  const leaving = rawClient(road.port);
  client.socket.write(post("hello", "Content-Length: 5"));
  leaving.socket.write(ASK);
  await until("both are known and wait", () => (recorder.awaiting() === 2 && road.observed.filter(({ type }) => type === "opened").length === 2) || undefined);

  leaving.socket.destroy();
  expect(await road.outcome()).toEqual({ type: "aborted" });
  expect(asked).toBe(0);
  recorder.catchesUp();

  expect(await road.outcome(1)).toEqual({ type: "completed" });
  expect(asked).toBe(1);
});

test.each(ROADS)("a request that waits for the recorder when all is closed does not go up any more (%s)", async (_, straight) => {
  const recorder = slowRecorder({ behind: true });
  let asked = 0;
  const take = (): (() => void) => {
    asked++;
    return () => undefined;
  };
  const request = (): Flow => {
    asked++;
    return { abort: () => undefined, resume: () => undefined };
  };
  const nobody = async (): Promise<void> => undefined;
  const fake = straight ? { connections: { take, close: nobody } } : { upstream: { request, upgrade: request, close: nobody } };
  const road = await openRoad("http://127.0.0.1:9", { pace: recorder.pace, straight, ...fake });
  const client = rawClient(road.port);
  client.socket.write(ASK);
  await until("it waits", () => recorder.awaiting() > 0 || undefined);

  await road.close();
  expect(await road.outcome()).toEqual({ type: "interrupted" });
  recorder.catchesUp();

  expect(asked).toBe(0);
  client.socket.destroy();
});

test.each(ROADS)("what a client still sends when its exchange has ended is not noted any more (%s)", async (_, straight) => {
  const { road, client } = await rawScene((socket) => socket.once("data", () => socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")), { straight });

  client.socket.write(post("hel", "Content-Length: 5"));
  await road.outcome();
  const ended = road.observed.length;
  client.socket.write(`lo${ASK}`);
  await road.outcome(1);

  expect(road.observed[ended - 1]).toMatchObject({ type: "ended" });
  expect(road.observed[ended]).toMatchObject({ type: "opened" });
});
