import { connect, createServer, type Socket } from "node:net";
import { listening, openRoad, type RoadOptions } from "./road.ts";
import { until } from "./until.ts";

export const ASK = "GET /v1/messages HTTP/1.1\r\nHost: here\r\n\r\n";
export const CLOSING_ASK = ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
export const post = (body: string, ...headers: readonly string[]): string => ["POST /v1/messages HTTP/1.1", "Host: here", ...headers, "", body].join("\r\n");

/** An upstream that does as it is told with each of its connections, and keeps what came on them. */
export async function rawUpstream(onConnection: (socket: Socket, said: () => string) => void) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    const number = heard.push("") - 1;
    socket.on("error", () => undefined).on("data", (bytes: Buffer) => (heard[number] += bytes.toString("latin1")));
    onConnection(socket, () => heard[number] ?? "");
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, heard };
}

/** A client that talks bytes, and keeps what it hears. */
export function rawClient(port: number) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  let heard = "";
  socket.on("error", () => undefined).on("data", (bytes: Buffer) => (heard += bytes.toString("latin1")));
  return { socket, hears: (text: string) => until(`the client hears ${JSON.stringify(text)}`, () => heard.includes(text) || undefined), heard: () => heard };
}

/** A client and an upstream that talk bytes, and the relay between them. */
export async function rawScene(onConnection: Parameters<typeof rawUpstream>[0], options: RoadOptions = {}) {
  const upstream = await rawUpstream(onConnection);
  const road = await openRoad(upstream.url, options);
  return { upstream, road, client: rawClient(road.port) };
}
