import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** An HTTP server that does nothing by itself: a test waits for its events (`once(upstream.server, "request")`) and answers. */
export interface TestUpstream {
  readonly url: string;
  readonly host: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

export type Asked = [request: IncomingMessage, response: ServerResponse];
export type AskedUpgrade = [request: IncomingMessage, socket: Socket, early: Buffer];

export async function startTestUpstream(): Promise<TestUpstream> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 });
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    for (const socket of connections) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://${host}`, host, server, close };
}
