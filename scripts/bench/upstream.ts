import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { longSession } from "../../test/support/long-session.ts";
import { WHAT } from "./ask.ts";
import { BENCH_SESSION } from "./session-turns.ts";
import { PACE } from "./workloads/paced-events.ts";
import type { WebSocketAsk } from "./workloads/web-socket-answers.ts";
import { messageOf } from "./workloads/web-socket.ts";

// The model API that everything is measured against, a process of its own: answers as the request's header says.

/** Milliseconds that pass before a turn of the session is answered: a very fast model. */
const THINKING = 10;
const FULL_SPEED_EVENTS = 500;
/** WebSocket messages that leave in one go at full speed. */
const AT_ONCE = 10;
/** Bytes that may wait in a WebSocket before the next message is sent. */
const MOST_WAITING = 1024 * 1024;

const json = JSON.stringify({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "model-one",
  content: [{ type: "text", text: "what is said in a short answer ".repeat(58) }],
  stop_reason: "end_turn",
  usage: { input_tokens: 400, output_tokens: 400 },
});
const fullSpeedEvent = eventOf({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a few words of an answer" } });
const ASKED = Buffer.from('{"type":"response.create"');
const COMPLETED = JSON.stringify({ type: "response.completed", response: { id: "resp_1", status: "completed", usage: { input_tokens: 400, output_tokens: 400 } } });
const turns = process.argv.includes("--with-session") ? Array.from(longSession(BENCH_SESSION), ({ messages }) => messages.slice(1).map(({ payload }) => payload.toString())) : [];

const answers: Readonly<Record<string, (response: ServerResponse, argument: number) => Promise<void>>> = {
  async json(response) {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(json) }).end(json);
  },
  async paced(response, events) {
    streamed(response).flushHeaders();
    for (let i = 0; i < events; i++) {
      await pause(PACE);
      response.write(eventOf({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "words" }, sent: String(process.hrtime.bigint()) }));
    }
    response.end();
  },
  async stream(response, atOnce) {
    streamed(response);
    for (let i = 1; i <= FULL_SPEED_EVENTS; i++) {
      response.write(fullSpeedEvent);
      if (i % atOnce === 0) await turn();
    }
    response.end();
  },
  async turn(response, number) {
    await pause(THINKING);
    streamed(response);
    for (const event of turns[number] ?? []) response.write(event);
    response.end();
  },
};

const server = createServer((request, response) => {
  request.resume().on("end", () => void answer(request, response));
});
server.keepAliveTimeout = 600_000;
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) =>
  socket.on("message", (data: Buffer, binary) => {
    if (data.subarray(0, ASKED.length).equals(ASKED)) void answerWith(socket, JSON.parse(data.toString()) as WebSocketAsk);
    else socket.send(data, { binary });
  }),
);
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());

/** Sends message after message, as many in one turn of the event loop as the events of `stream`. */
async function answerWith(socket: WebSocket, { messages, size }: WebSocketAsk): Promise<void> {
  const message = messageOf(size);
  for (let i = 1; i <= messages; i++) {
    socket.send(i < messages ? message : COMPLETED);
    if (i % AT_ONCE === 0) await turn();
    while (socket.bufferedAmount > MOST_WAITING && socket.readyState === socket.OPEN) await turn();
  }
}

async function answer({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const [what = "", argument = "0"] = String(headers[WHAT]).split(" ");
  const give = answers[what];
  if (give === undefined) return void response.writeHead(400).end(`nothing is named ${what}`);
  await give(response, Number(argument));
}

function streamed(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
}

function eventOf(data: { readonly type: string; readonly [key: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
