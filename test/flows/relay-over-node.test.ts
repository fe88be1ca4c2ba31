import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ASK, rawScene } from "../support/raw-scene.ts";
import { closeRoads, type RoadOptions } from "../support/road.ts";

// What only requests can show that go over node:http and undici: answers out of turn, early, and less than whole.

afterEach(closeRoads);

const sceneOverNode = (onConnection: Parameters<typeof rawScene>[0], options: RoadOptions = {}) => rawScene(onConnection, { straight: false, ...options });

test("an answer that is cut while one before it is waited for is cut for its client when its turn comes", async () => {
  let first: Socket | undefined;
  const { road, client } = await sceneOverNode((socket, said) =>
    socket.once("data", () => {
      if (said().startsWith("GET /v1/models")) first = socket;
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", () => setImmediate(() => socket.destroy()));
    }),
  );

  client.socket.write(ASK.replace("messages", "models") + ASK);
  const cut = await road.outcome();
  first?.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  await once(client.socket, "end");

  expect(cut).toMatchObject({ type: "cut" });
  expect(client.heard()).toMatch(/\r\n\r\nokHTTP\/1.1 200 [^]*\r\n\r\nhalf$/);
});
