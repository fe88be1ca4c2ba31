import { READ_FILE, runAgent, SYSTEM } from "./parts/agent.mjs";
import { post } from "./parts/post.mjs";

// A small agent on Anthropic Messages: `node scripts/examples/anthropic.mjs Say hello.`

const { ANTHROPIC_BASE_URL: base = "http://127.0.0.1:5577", ANTHROPIC_API_KEY: key = "none" } = process.env;
const headers = { "x-api-key": key, "anthropic-version": "2023-06-01" };
const tools = [{ name: READ_FILE.name, description: READ_FILE.description, input_schema: READ_FILE.parameters }];
const messages = [];

await runAgent({
  tell: (content) => messages.push({ role: "user", content }),
  give: (results) => messages.push({ role: "user", content: results.map(({ id, output }) => ({ type: "tool_result", tool_use_id: id, content: output })) }),
  async ask() {
    const ask = { model: "claude-example", max_tokens: 1000, stream: true, system: SYSTEM, tools, messages };
    const content = blocksOf(await post(`${base}/v1/messages`, headers, ask, ({ type }) => type === "message_stop"));
    messages.push({ role: "assistant", content });
    return { text: content.map(({ text }) => text ?? "").join(""), calls: content.filter(({ type }) => type === "tool_use") };
  },
});

function blocksOf(events) {
  const blocks = [];
  for (const { type, index, content_block: block, delta } of events) {
    if (type === "content_block_start") blocks[index] = { block, spelled: "" };
    if (type === "content_block_delta") blocks[index].spelled += delta.text ?? delta.partial_json ?? "";
  }
  return blocks.map(({ block, spelled }) => (block.type === "tool_use" ? { ...block, input: JSON.parse(spelled) } : { ...block, text: spelled }));
}
