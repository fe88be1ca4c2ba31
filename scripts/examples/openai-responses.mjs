import { runAgent } from "./parts/agent.mjs";
import { createConversation, sendOverHttp } from "./parts/responses.mjs";

// A small agent on OpenAI Responses: `node scripts/examples/openai-responses.mjs Say hello.`

await runAgent(createConversation(sendOverHttp));
