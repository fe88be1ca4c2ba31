import type { Prepare } from "./agent-command.ts";

export interface ClaudeSetup {
  readonly prompt: string;
  readonly login: "key" | "token";
  /** How often it asks again after a failure. */
  readonly retries?: number;
  /** It asks for a title, too, at the same time. */
  readonly title?: boolean;
}

const LOGINS = { key: { ANTHROPIC_API_KEY: "sk-ant-test-00000000" }, token: { ANTHROPIC_AUTH_TOKEN: "token-test-00000000" } } as const;

/** Claude Code, working on one prompt without a person. */
export function claude({ prompt, login, retries = 1, title = false }: ClaudeSetup): Prepare {
  return (_, base) => ({
    agent: "claude",
    args: ["-p", prompt, "--allowedTools", "Bash"],
    env: {
      ...LOGINS[login],
      ...(base !== undefined && { ANTHROPIC_BASE_URL: base }),
      CLAUDE_CODE_MAX_RETRIES: String(retries),
      ...(!title && { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" }),
      CLAUDE_CODE_ENABLE_TELEMETRY: "0",
      DISABLE_TELEMETRY: "1",
      DISABLE_ERROR_REPORTING: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_BUG_COMMAND: "1",
    },
  });
}
