import type { Agent } from "./agent.ts";

/** Any other command: every base-URL variable that agents and SDKs are known to read is set. */
export function anyAgent(command: string): Agent {
  return {
    name: command,
    label: command,
    command,
    launch: ({ url }, args, env) => ({
      args,
      env: {
        ANTHROPIC_BASE_URL: url,
        ENABLE_TOOL_SEARCH: env["ENABLE_TOOL_SEARCH"] ?? "true",
        OPENAI_BASE_URL: `${url}/v1`,
        OPENAI_API_BASE: `${url}/v1`,
        CHATGPT_BASE_URL: `${url}/backend-api`,
        GOOGLE_GEMINI_BASE_URL: url,
        GEMINI_BASE_URL: url,
      },
      notices: [],
    }),
  };
}
