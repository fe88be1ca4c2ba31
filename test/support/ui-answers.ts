import type { ExchangeAnswer, MessageRow, TurnAnswer } from "../../src/dashboard/contract.ts";
import type { TurnSummary } from "../../src/domain/session.ts";
import type { Block, Entry, Turn } from "../../src/domain/turn.ts";

const LINES = Array.from({ length: 60 }, (_, n) => `${String(n + 1).padStart(4)}  ${n % 4 === 0 ? "export async function retry(" : "  const delay = backoff(attempt);"}`).join("\n");
const CONTEXT = "<system-reminder>\nThe task list is empty.\nDo not mention this to the user.\nIt is only a reminder.\nRead CLAUDE.md first.\n</system-reminder>";

const MARKDOWN = `The test waited **200 ms** and hoped the server had noticed. Two things were wrong:

1. \`retryUpload\` swallowed the abort signal
2. the test measured wall-clock time

## The fix

\`\`\`ts
export async function retry(run: Run, { signal, clock }: Options): Promise<void> {
  for (const wait of backoff()) {
    if (signal.aborted) return;
    await clock.after(wait, { signal });
  }
}
\`\`\`

I ran it 500 times without a failure.`;

/** What the API answers for a turn, made from its summary. */
export function turnAnswer(seq: number, summary: TurnSummary, before: TurnSummary | undefined, whole: boolean): TurnAnswer {
  const news = newsOf(summary, before);
  const input = whole ? [...history(summary.entries - news.length), ...news] : news;
  const first = before === undefined;
  const turn: Turn = {
    exchangeId: summary.exchangeId,
    index: summary.index,
    kind: summary.kind,
    provider: summary.provider,
    origin: { session: summary.session },
    model: summary.model,
    input,
    system: first || whole ? ["You are a coding agent.\n".repeat(40)] : [],
    tools: first || whole ? ["Bash", "Read", "Edit", "Grep", "Task"].map((name) => ({ name, description: `${name} does what its name says.`, raw: { name, input_schema: { type: "object" } } })) : [],
    settings: { max_tokens: 32_000, stream: true, thinking: { type: "enabled", budget_tokens: 10_000 } },
    output: outputOf(summary),
    state: summary.state,
    phase: summary.phase,
    askedAt: 0,
    problems: summary.problems,
    ...(summary.usage && { usage: summary.usage }),
  };
  return {
    seq,
    summary,
    turn,
    carried: whole || first ? 0 : Math.max(0, summary.entries - news.length),
    changed: before && before.model !== summary.model ? ["model", "settings.max_tokens"] : [],
    ...(before && { previous: { exchangeId: before.exchangeId, index: before.index } }),
  };
}

function newsOf(summary: TurnSummary, before: TurnSummary | undefined): Entry[] {
  const results: Block[] = (before?.tools ?? []).map(({ id, failed }) => ({
    type: "toolResult",
    id,
    ...(failed !== undefined && { isError: failed }),
    content: failed ? "FAIL test/upload/resume.test.ts\n  ✗ resumes after a dropped connection (203 ms)\n    expected 3 parts, received 2\n\nTests: 2 failed, 39 passed" : LINES,
  }));
  const said: Entry[] = before ? [{ role: "assistant", blocks: outputOf(before) }] : [];
  if (summary.fromUser) return [...said, { role: "user", blocks: [...results, { type: "text", text: summary.asked }, { type: "text", text: CONTEXT }] }];
  return results.length > 0 ? [...said, { role: "user", blocks: results }] : [];
}

function outputOf(summary: TurnSummary): Block[] {
  const blocks: Block[] = [];
  if (summary.firstTokenMs === undefined || summary.status === 529) return blocks;
  if (summary.usage?.reasoning) blocks.push({ type: "thinking", text: "The timers differ between the two runtimes. I should look at how pacing waits: one timer for each event, or one for a batch?" });
  if (summary.answered.startsWith("Both paths")) blocks.push({ type: "text", text: MARKDOWN });
  else if (summary.answered) blocks.push({ type: "text", text: summary.answered });
  for (const { id, name, hint } of summary.tools) blocks.push({ type: "toolCall", id, name, input: inputOf(name, hint) });
  return blocks;
}

/** Codex sends commands as lists of words. */
function inputOf(name: string, hint: string): { command: string | string[] } | { file_path: string; old_string: string; new_string: string } | { file_path: string } {
  if (name === "shell") return { command: ["bash", "-lc", hint] };
  if (name === "Bash" || name === "Grep") return { command: hint };
  if (name === "Edit") return { file_path: hint, old_string: "await sleep(200);", new_string: "await clock.after(wait, { signal });" };
  return { file_path: hint };
}

function history(length: number): Entry[] {
  return Array.from({ length: Math.max(0, length) }, (_, n): Entry => {
    if (n % 2 === 0) return { role: "user", blocks: [n === 0 ? { type: "text", text: "Begin." } : { type: "toolResult", id: `h-${n - 1}`, content: `result ${n}\n${LINES.slice(0, 300)}` }] };
    return { role: "assistant", blocks: [{ type: "text", text: `Step ${n}.` }, { type: "toolCall", id: `h-${n}`, name: "Bash", input: { command: `make step-${n}` } }] };
  });
}

/** What the API answers for an exchange, made from the summary of one of its turns. */
export function exchangeAnswer(seq: number, turn: TurnSummary): ExchangeAnswer {
  const messages = messagesOf(turn);
  const status = turn.status;
  return {
    seq,
    transport: turn.transport,
    state: turn.state,
    summary: {
      id: turn.exchangeId,
      provider: turn.provider,
      transport: turn.transport,
      method: turn.transport === "http" ? "POST" : "GET",
      path: "/v1/messages?beta=true",
      upstream: "https://api.anthropic.com/v1/messages?beta=true",
      startedAt: turn.startedAt,
      state: turn.state,
      turns: 1,
      bytesFromClient: 70_512,
      bytesFromUpstream: 48_120,
      ...(turn.durationMs !== undefined && { durationMs: turn.durationMs }),
      ...(status !== undefined && { status }),
    },
    request: { method: turn.transport === "http" ? "POST" : "GET", path: "/v1/messages?beta=true", headers: [["content-type", "application/json"], ["x-api-key", "[redacted]"], ["anthropic-version", "2023-06-01"], ["user-agent", "claude-cli/2.1.197 (external, cli)"]] },
    ...(status !== undefined && { response: { status, statusText: status === 200 ? "OK" : "", at: turn.startedAt + 640, headers: [["content-type", "text/event-stream; charset=utf-8"], ["request-id", "req_011CQ2Zb"]] } }),
    messages,
    ...(turn.state === "completed" && { outcome: { type: "completed" as const } }),
    ...(turn.state === "cut" && { outcome: { type: "cut" as const, message: turn.error ?? "" } }),
  };
}

function messagesOf(turn: TurnSummary): readonly MessageRow[] {
  const ask = JSON.stringify({ model: turn.model, max_tokens: 32_000, stream: true, messages: [{ role: "user", content: [{ type: "text", text: turn.asked }] }], tools: [{ name: "Bash" }] });
  const row = (n: number, at: number, text: string, kind: MessageRow["kind"], from: MessageRow["from"] = "upstream"): MessageRow => ({ n, at: turn.startedAt + at, text, kind, from, size: text.length });
  if (turn.transport === "websocket") return [row(0, 12, JSON.stringify({ type: "response.create", generate: false, input: [] }), "text", "client"), ...pieces((n, text) => row(n + 1, 400 + n * 30, JSON.stringify({ type: "response.output_text.delta", delta: text }), "text"))];
  const asked = row(0, 3, ask, "body", "client");
  if ((turn.status ?? 0) >= 400) return [asked, row(1, 300, JSON.stringify({ type: "error", error: { type: "overloaded_error", message: turn.error ?? "" } }), "body")];
  if (turn.status === undefined && turn.state === "failed") return [asked];
  return [asked, ...pieces((n, text) => row(n + 1, 800 + n * 40 + (n > 60 ? 1800 : 0), `event: content_block_delta\ndata: ${JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })}\n\n`, "event"))];
}

function pieces(make: (n: number, text: string) => MessageRow): MessageRow[] {
  return Array.from({ length: 140 }, (_, n) => make(n, `word ${n} of the answer `));
}

