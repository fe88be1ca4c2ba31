import { READ_FILE, SYSTEM } from "./agent.mjs";
import { post } from "./post.mjs";

const { OPENAI_BASE_URL: base = "http://127.0.0.1:5577/v1", OPENAI_API_KEY: key = "none" } = process.env;

export const URL_OF_RESPONSES = `${base}/responses`;
export const HEADERS = { authorization: `Bearer ${key}` };

/** A conversation on the Responses API. `send` gets an ask with all of it, how many items of that are new, and the id of the answer before. */
export function createConversation(send) {
  const input = [];
  let [sent, previousId] = [0];
  return {
    tell: (text) => input.push({ type: "message", role: "user", content: [{ type: "input_text", text }] }),
    give: (results) => input.push(...results.map(({ id, output }) => ({ type: "function_call_output", call_id: id, output }))),
    async ask() {
      const ask = { model: "gpt-example", stream: true, store: false, instructions: SYSTEM, tools: [{ type: "function", ...READ_FILE }], input };
      const events = await send(ask, input.length - sent, previousId);
      const items = events.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item);
      input.push(...items);
      [sent, previousId] = [input.length, events.at(-1).response.id];
      const calls = items.filter(({ type }) => type === "function_call").map(({ call_id: id, name, arguments: spelled }) => ({ id, name, input: JSON.parse(spelled) }));
      return { text: items.flatMap(({ content = [] }) => content.map(({ text }) => text)).join(""), calls };
    },
  };
}

export function isLastEvent({ type }) {
  return type === "response.completed";
}

export function sendOverHttp(ask) {
  return post(URL_OF_RESPONSES, HEADERS, ask, isLastEvent);
}
