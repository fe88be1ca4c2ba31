import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import type { AskedUpgrade } from "./test-upstream.ts";

export interface Accepted {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly webSocket: WebSocket;
}

/** Waits for the next handshake at a server and accepts it. */
export async function acceptWebSocket(server: Server, options: ServerOptions = {}): Promise<Accepted> {
  const [request, socket, early] = (await once(server, "upgrade")) as AskedUpgrade;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 0, ...options });
  return new Promise((resolve) => {
    sockets.handleUpgrade(request, socket, early, (webSocket) => {
      webSocket.on("error", () => webSocket.terminate());
      resolve({ request, socket, webSocket });
    });
  });
}
