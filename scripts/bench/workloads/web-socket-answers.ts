import { once } from "node:events";
import { WebSocket } from "ws";
import { closedLoop } from "../closed-loop.ts";
import type { Slice } from "../figures.ts";
import type { Workload } from "../workload.ts";

const CONNECTIONS = 4;
const FILLER = "what is said in a short request ".repeat(56);

/** How an answer over a WebSocket is asked for. */
export interface WebSocketAsk {
  readonly type: "response.create";
  readonly messages: number;
  readonly size: number;
}

/** As Codex works: one ask, answered by hundreds of messages of that size in a row, the last of which completes the answer; then the next. */
export function webSocketAnswers(name: string, size: number, messages: number): Workload {
  return {
    name,
    title: `WebSocket, answers of ${messages} messages of ${size < 1024 ? `${size} B` : `${size / 1024} KB`}, ${CONNECTIONS} connections`,
    unit: "messages/s",
    prepare() {
      const ask = JSON.stringify({ type: "response.create", messages, size, input: FILLER } satisfies WebSocketAsk & { input: string });
      return async (origin, ms) => {
        const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(origin)));
        const slice = await closedLoop(CONNECTIONS, ms, (client) => answered(sockets[client], ask, messages));
        for (const socket of sockets) socket.close(1000);
        await Promise.all(sockets.map((socket) => once(socket, "close")));
        return inMessages(slice, messages);
      };
    },
  };
}

/** An answer's time is that of all its messages. */
function inMessages({ perSecond, p50, p99 }: Slice, messages: number): Slice {
  return { perSecond: perSecond * messages, p50, p99 };
}

/** Opens a WebSocket as an agent does. */
export async function connect(origin: string): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/v1/responses`, { perMessageDeflate: false, headers: { authorization: "Bearer dummy" } });
  await once(socket, "open");
  return socket;
}

function answered(socket: WebSocket | undefined, ask: string, messages: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = messages;
  const take = (): void => {
    left -= 1;
    if (left > 0) return;
    socket?.off("message", take);
    socket?.off("close", reject);
    resolve();
  };
  socket?.on("message", take);
  socket?.once("close", reject);
  socket?.send(ask);
  return promise;
}
