import { READ_FILE, runAgent, SYSTEM } from "./parts/agent.mjs";
import { post } from "./parts/post.mjs";

// A small agent on OpenAI Chat Completions: `node scripts/examples/openai-chat.mjs Say hello.`

const { OPENAI_BASE_URL: base = "http://127.0.0.1:5577/v1", OPENAI_API_KEY: key = "none" } = process.env;
const messages = [{ role: "system", content: SYSTEM }];

await runAgent({
  tell: (content) => messages.push({ role: "user", content }),
  give: (results) => messages.push(...results.map(({ id, output }) => ({ role: "tool", tool_call_id: id, content: output }))),
  async ask() {
    const ask = { model: "gpt-example", stream: true, stream_options: { include_usage: true }, tools: [{ type: "function", function: READ_FILE }], messages };
    const chunks = await post(`${base}/chat/completions`, { authorization: `Bearer ${key}` }, ask, ({ usage }) => usage);
    const { text, calls } = joined(chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta)));
    messages.push({ role: "assistant", content: text, ...(calls.length > 0 && { tool_calls: calls }) });
    return { text, calls: calls.map(({ id, function: { name, arguments: spelled } }) => ({ id, name, input: JSON.parse(spelled) })) };
  },
});

function joined(deltas) {
  const calls = [];
  for (const { index, function: piece, ...call } of deltas.flatMap(({ tool_calls: all = [] }) => all)) {
    calls[index] ??= { ...call, function: { name: piece.name, arguments: "" } };
    calls[index].function.arguments += piece.arguments;
  }
  return { text: deltas.map(({ content }) => content ?? "").join(""), calls };
}
