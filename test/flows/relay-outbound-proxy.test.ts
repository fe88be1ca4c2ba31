import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { closeRoads, listening, openRoad, ROADS } from "../support/road.ts";

// What an outbound proxy may do wrong, and what its credentials may hold. That it is used at all is shown in e2e.

afterEach(closeRoads);

/** A proxy that does as it is told with each CONNECT, and keeps what credentials it was given. */
async function outboundProxy(onConnect: (target: string, socket: Socket) => void) {
  const credentials: (string | undefined)[] = [];
  const server = createServer();
  server.on("connect", ({ url = "", headers }, socket: Socket) => {
    socket.on("error", () => undefined);
    credentials.push(headers["proxy-authorization"]);
    onConnect(url, socket);
  });
  return { port: await listening(server), credentials };
}

/** Joins a client with the target that it named, whatever comes of it. */
function join(target: string, socket: Socket, answer: string): void {
  const [host = "", port = ""] = target.split(":");
  const onward = connect(Number(port), host, () => {
    socket.write(answer);
    socket.pipe(onward).pipe(socket);
  });
  onward.on("error", () => socket.destroy());
}

describe.each(ROADS)("%s", (_, straight) => {
  async function asked(onConnect: Parameters<typeof outboundProxy>[0], userInfo = "") {
    const upstream = createServer((__, response) => void response.end("through"));
    const proxy = await outboundProxy(onConnect);
    const url = `http://127.0.0.1:${await listening(upstream)}`;
    const road = await openRoad(url, { straight, connect: 300, outboundProxy: `http://${userInfo}127.0.0.1:${proxy.port}` });
    const response = await fetch(`${road.url}/v1/messages`, { headers: { connection: "close" } });
    return { status: response.status, text: await response.text(), credentials: proxy.credentials };
  }

  test("any answer of success to CONNECT opens a tunnel", async () => {
    expect(await asked((target, socket) => join(target, socket, "HTTP/1.1 201 Made\r\n\r\n"))).toMatchObject({ status: 200, text: "through" });
  });

  test("credentials that are no escapes are taken as they are", async () => {
    const { status, credentials } = await asked((target, socket) => join(target, socket, "HTTP/1.1 200 OK\r\n\r\n"), "user:100%@");

    expect(status).toBe(200);
    expect(credentials).toEqual([`Basic ${Buffer.from("user:100%").toString("base64")}`]);
  });

  test("a proxy that does not answer CONNECT is given up after the limit for connecting", async () => {
    expect(await asked(() => undefined)).toMatchObject({ status: 504, text: expect.stringContaining("outbound proxy") });
  });

  test("a proxy that speaks where only the upstream may is not listened to", async () => {
    const { status, text, credentials } = await asked((__, socket) => socket.write("HTTP/1.1 200 OK\r\n\r\nearly words"));

    expect({ status, text }).toEqual({ status: 502, text: expect.stringContaining("outbound proxy") });
    expect(credentials).toHaveLength(1);
  });

  test("a proxy that hangs up is asked once", async () => {
    const { status, text, credentials } = await asked((__, socket) => socket.destroy());

    expect({ status, text }).toEqual({ status: 502, text: expect.stringContaining("other side closed") });
    expect(credentials).toHaveLength(1);
  });
});

test.each(ROADS)("a request whose client has left is not tried again when the proxy hangs up (%s)", async (_, straight) => {
  const reached = Promise.withResolvers<Socket>();
  const upstream = createServer((__, response) => void response.end("through"));
  const proxy = await outboundProxy((target, socket) => {
    if (proxy.credentials.length === 1) reached.resolve(socket);
    else join(target, socket, "HTTP/1.1 200 OK\r\n\r\n");
  });
  const road = await openRoad(`http://127.0.0.1:${await listening(upstream)}`, { straight, outboundProxy: `http://127.0.0.1:${proxy.port}` });
  const leaving = connect(road.port, "127.0.0.1");
  leaving.write("GET /v1/messages HTTP/1.1\r\nHost: here\r\n\r\n");
  const tunnel = await reached.promise;

  leaving.destroy();
  await road.outcome();
  tunnel.destroy();
  await once(tunnel, "close");
  const answer = await fetch(`${road.url}/v1/messages`, { headers: { connection: "close" } });

  expect(await answer.text()).toBe("through");
  expect(proxy.credentials).toHaveLength(2);
});
