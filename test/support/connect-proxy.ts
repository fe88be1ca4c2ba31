import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** What an agent's network may have between itself and the world: a proxy that speaks CONNECT (RFC 9110, 9.3.6). */
export interface ConnectProxy {
  readonly host: string;
  /** What was asked for, in order: target and credentials. */
  readonly tunnels: readonly { readonly target: string; readonly credentials: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** Every tunnel leads to one port of loopback, so that upstreams may have names that nobody can resolve. */
export async function startConnectProxy(port: number): Promise<ConnectProxy> {
  const tunnels: { target: string; credentials: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (request, client: Socket) => {
    tunnels.push({ target: request.url ?? "", credentials: request.headers["proxy-authorization"] });
    const target = connect(port, "127.0.0.1");
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(target).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels, close };
}
