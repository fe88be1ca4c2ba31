import { READ_FILE, runAgent, SYSTEM } from "./parts/agent.mjs";
import { post } from "./parts/post.mjs";

// A small agent on Gemini: `node scripts/examples/gemini.mjs Say hello.`

const { GEMINI_BASE_URL: base = "http://127.0.0.1:5577", GEMINI_API_KEY: key = "none" } = process.env;
const url = `${base}/v1beta/models/gemini-example:streamGenerateContent?alt=sse`;
const contents = [];

await runAgent({
  tell: (text) => contents.push({ role: "user", parts: [{ text }] }),
  give: (results) => contents.push({ role: "user", parts: results.map(({ name, output }) => ({ functionResponse: { name, response: { output } } })) }),
  async ask() {
    const ask = { systemInstruction: { parts: [{ text: SYSTEM }] }, tools: [{ functionDeclarations: [READ_FILE] }], contents };
    const responses = await post(url, { "x-goog-api-key": key }, ask, ({ candidates: [candidate] }) => candidate.finishReason);
    const parts = responses.flatMap(({ candidates: [{ content }] }) => content.parts);
    const text = parts.map((part) => part.text ?? "").join("");
    const calls = parts.flatMap(({ functionCall: call }) => call ?? []);
    contents.push({ role: "model", parts: [{ text }, ...calls.map((functionCall) => ({ functionCall }))] });
    return { text, calls: calls.map(({ name, args }) => ({ name, input: args })) };
  },
});
