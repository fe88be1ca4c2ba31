import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The bytes of one connection, as they passed. */
export interface TeeConnection {
  readonly fromClient: readonly Buffer[];
  readonly fromServer: readonly Buffer[];
}

/** A wire that is listened to: what comes in on `port` goes on to the target, and a copy of all bytes is kept. */
export interface Tee {
  readonly url: string;
  readonly port: number;
  readonly connections: readonly TeeConnection[];
  /** Lets connections that come from now on go to another port. */
  readonly leadTo: (port: number) => void;
  readonly close: () => Promise<void>;
}

/** Stands in front of a port of loopback; without one, it must be told by `leadTo`. */
export async function startTee(target = 0): Promise<Tee> {
  let targetPort = target;
  const connections: TeeConnection[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const connection = { fromClient: [] as Buffer[], fromServer: [] as Buffer[] };
    connections.push(connection);
    sockets.add(client).add(server);
    carry(client, server, connection.fromClient);
    carry(server, client, connection.fromServer);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => listener.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, port, connections, leadTo: (next) => void (targetPort = next), close };
}

function carry(from: Socket, to: Socket, copy: Buffer[]): void {
  from.on("data", (chunk: Buffer) => copy.push(chunk));
  from.pipe(to);
  // A reset is carried over as one, so that a broken answer does not become a whole one.
  from.on("error", () => to.resetAndDestroy());
  from.on("close", () => to.destroySoon());
}
