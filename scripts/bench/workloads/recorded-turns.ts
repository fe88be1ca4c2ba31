import { once } from "node:events";
import { WebSocket } from "ws";
import { closedLoop } from "../closed-loop.ts";
import { SOCKET_TURNS, socketAsk } from "../replay/asks.ts";
import type { Workload } from "../workload.ts";

/** Turns on a WebSocket that have recorded answers; a new connection when all were asked. */
export const recordedTurns: Workload = {
  name: "ws-turns",
  title: "WebSocket turns, 1 connection",
  unit: "turns/s",
  prepare() {
    const asks = Array.from({ length: SOCKET_TURNS }, (_, n) => socketAsk(n));
    return async (origin, ms) => {
      let n = 0;
      let socket: WebSocket | undefined;
      const slice = await closedLoop(1, ms, async () => {
        if (socket === undefined || n % SOCKET_TURNS === 0) {
          socket?.close(1000);
          socket = await connect(origin);
        }
        await turn(socket, asks[n++ % SOCKET_TURNS] ?? "");
      });
      socket?.terminate();
      return slice;
    };
  },
};

async function connect(origin: string): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/v1/responses`, { perMessageDeflate: false, headers: { authorization: "Bearer dummy" } });
  await once(socket, "open");
  return socket;
}

/** Resolves with the last message of the answer. */
async function turn(socket: WebSocket, ask: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = (code: number): void => reject(new Error(`closed with ${code}`));
  const onMessage = (data: Buffer): void => {
    const text = data.toString("latin1", 0, 60);
    if (text.includes("response.completed")) resolve();
    if (text.includes('"error"') || text.includes("response.failed")) reject(new Error(data.toString().slice(0, 400)));
  };
  socket.on("message", onMessage).once("close", onClose).send(ask);
  await promise;
  socket.off("message", onMessage).off("close", onClose);
}
