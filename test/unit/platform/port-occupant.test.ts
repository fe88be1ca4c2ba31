import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { portOccupant } from "../../../src/platform/port-occupant.ts";

test.runIf(process.platform === "linux")("the program that listens on a port is named", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");

  const occupant = await portOccupant((server.address() as AddressInfo).port);
  server.close();

  expect(occupant).toMatchObject({ pid: process.pid, name: expect.stringMatching(/./) });
});

test("a port that nobody listens on has no occupant", async () => {
  expect(await portOccupant(1)).toBeUndefined();
});
