import { type Env, envText } from "../platform/env.ts";
import type { Agent } from "./agent.ts";

/** Variables that send Claude Code to a cloud's own API, past `ANTHROPIC_BASE_URL`. */
const OTHER_ROADS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

/** Claude Code. With a base URL of someone else it turns its tool search off unless told otherwise; our bytes are untouched, so it may stay on. */
export const claude: Agent = {
  name: "claude",
  label: "Claude Code",
  command: "claude",
  install: "npm install -g @anthropic-ai/claude-code",
  launch: ({ url }, args, env) => ({
    args,
    env: { ANTHROPIC_BASE_URL: url, ENABLE_TOOL_SEARCH: env["ENABLE_TOOL_SEARCH"] ?? "true" },
    notices: notices(env),
  }),
};

function notices(env: Env): readonly string[] {
  return OTHER_ROADS.filter((name) => envText(env, name)).map((name) => `${name} is set: claude goes to that cloud and not through ccxray.`);
}
