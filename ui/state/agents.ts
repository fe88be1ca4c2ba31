/** How to start an agent so that it shows up here. */
export interface StartCommand {
  readonly agent: string;
  readonly command: string;
}

/** For a dashboard that is served at `origin`. */
export function startCommands(origin: string): readonly StartCommand[] {
  return [
    { agent: "Claude Code", command: "ccxray claude" },
    { agent: "Codex", command: "ccxray codex" },
    { agent: "Gemini CLI", command: "ccxray gemini" },
    { agent: "OpenCode", command: "ccxray opencode" },
    { agent: "Qwen Code", command: "ccxray qwen" },
    { agent: "Anything that speaks Anthropic", command: `ANTHROPIC_BASE_URL=${origin}` },
    { agent: "Anything that speaks OpenAI", command: `OPENAI_BASE_URL=${origin}/v1` },
  ];
}
