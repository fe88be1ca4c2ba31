/** What a test says as Claude Code would: enough for a session and a turn in the journal. */
export interface ClaudeAsk {
  readonly session: string;
  readonly prompt: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the model behind a base URL and reads the whole answer. */
export async function askAsClaude(base: string, ask: ClaudeAsk): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${base}/v1/messages?${ask.query ?? "beta=true"}`, claudeRequest(ask));
  return { status: response.status, text: await response.text() };
}

export function claudeRequest({ session, prompt, headers }: ClaudeAsk): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", "anthropic-version": "2023-06-01", "user-agent": "claude-cli/2.1.197", "x-claude-code-session-id": session, ...headers },
    body: JSON.stringify({ model: "claude-test", max_tokens: 100, stream: true, messages: [{ role: "user", content: prompt }] }),
  };
}
