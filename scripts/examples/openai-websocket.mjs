import { on, once } from "node:events";
import { runAgent } from "./parts/agent.mjs";
import { createConversation, HEADERS, isLastEvent, sendOverHttp, URL_OF_RESPONSES } from "./parts/responses.mjs";

// The same agent on a WebSocket, as Codex does it: an ask brings only what is new and names the answer before it.
// Where the WebSocket is refused, it goes on over HTTP.

const socket = await opened(URL_OF_RESPONSES.replace(/^http/, "ws"));
await runAgent(createConversation(socket ? sendOverSocket : sendOverHttp));
socket?.close(1000);

async function opened(url) {
  const webSocket = new WebSocket(url, { headers: { ...HEADERS, "user-agent": "ccxray-example" } });
  const [{ type }] = await Promise.race([once(webSocket, "open"), once(webSocket, "error").then(() => [{ type: "error" }])]);
  if (type === "open") return webSocket;
  console.error("The WebSocket was refused; going on over HTTP.");
  return undefined;
}

async function sendOverSocket({ input, ...ask }, news, previousId) {
  const events = [];
  const messages = on(socket, "message", { close: ["close"] });
  socket.send(JSON.stringify({ type: "response.create", ...ask, ...(previousId && { previous_response_id: previousId }), input: input.slice(-news) }));
  for await (const [{ data }] of messages) {
    events.push(JSON.parse(data));
    if (isLastEvent(events.at(-1))) return events;
    if (events.at(-1).type === "error") throw new Error(events.at(-1).error.message);
  }
  throw new Error("the WebSocket was closed in the middle of an answer");
}
