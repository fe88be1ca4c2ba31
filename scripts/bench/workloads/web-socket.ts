import { once } from "node:events";
import type { WebSocket } from "ws";
import { closedLoop } from "../closed-loop.ts";
import type { Workload } from "../workload.ts";
import { connect } from "./web-socket-answers.ts";

const CONNECTIONS = 8;

/** Messages that the upstream sends back as they are; each connection has one under way. */
export function webSocketMessages(name: string, size: number): Workload {
  return {
    name,
    title: `WebSocket, echo of ${size < 1024 ? `${size} B` : `${size / 1024} KB`}, ${CONNECTIONS} connections`,
    unit: "messages/s",
    prepare() {
      const message = messageOf(size);
      return async (origin, ms) => {
        const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(origin)));
        const slice = await closedLoop(CONNECTIONS, ms, (client) => echo(sockets[client], message));
        for (const socket of sockets) socket.close(1000);
        await Promise.all(sockets.map((socket) => once(socket, "close")));
        return slice;
      };
    },
  };
}

async function echo(socket: WebSocket | undefined, message: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket?.once("message", () => resolve());
  socket?.once("close", reject);
  socket?.send(message);
  await promise;
  socket?.off("close", reject);
}

/** A message of so many bytes, such as a model's answer comes in. */
export function messageOf(size: number): string {
  const empty = JSON.stringify({ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: "" });
  const text = "what a model says when it is asked, ".repeat(Math.ceil(size / 36)).slice(0, size - empty.length);
  return empty.replace('"delta":""', `"delta":"${text}"`);
}
