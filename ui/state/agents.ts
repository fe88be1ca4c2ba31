/** A command to copy, and what it is for: an agent, or a deed. */
export interface StartCommand {
  readonly label: string;
  readonly command: string;
}

/** How to start agents so that they show up here. For a dashboard that is served at `origin`. */
export function startCommands(origin: string): readonly StartCommand[] {
  return [
    { label: "Claude Code", command: "ccxray claude" },
    { label: "Codex", command: "ccxray codex" },
    { label: "Gemini CLI", command: "ccxray gemini" },
    { label: "OpenCode", command: "ccxray opencode" },
    { label: "Qwen Code", command: "ccxray qwen" },
    { label: "Anything that speaks Anthropic", command: `ANTHROPIC_BASE_URL=${origin}` },
    { label: "Anything that speaks OpenAI", command: `OPENAI_BASE_URL=${origin}/v1` },
  ];
}

/** How to point an agent at the replay that is served at `origin`; ccxray itself starts none there. */
export function replayCommands(origin: string): readonly StartCommand[] {
  return [
    { label: "Claude Code", command: `ANTHROPIC_BASE_URL=${origin} ENABLE_TOOL_SEARCH=true claude` },
    { label: "Codex", command: `codex -c 'openai_base_url="${origin}/v1"' -c 'chatgpt_base_url="${origin}/backend-api/"'` },
    { label: "Anything that speaks Anthropic", command: `ANTHROPIC_BASE_URL=${origin}` },
    { label: "Anything that speaks OpenAI", command: `OPENAI_BASE_URL=${origin}/v1` },
  ];
}
