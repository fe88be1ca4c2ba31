import type { ToolUse, TurnSummary } from "../../src/domain/session.ts";
import { aRunningTurn, aTurn, NOW, without } from "./ui-turns.ts";

const WORK: readonly (readonly [name: string, hint: string, answered: string])[] = [
  ["Read", "src/upload/retry.ts", "The retry loop swallows the abort signal. Let me see who calls it."],
  ["Grep", "retryUpload\\(", ""],
  ["Bash", "npm test -- upload", "Two of 41 fail, both in the resume path."],
  ["Edit", "src/upload/retry.ts", "I pass the signal through and stop the loop when it fires."],
  ["Bash", "npm test -- upload", ""],
  ["Read", "test/upload/resume.test.ts", "The test waits for wall-clock time; that is the flakiness."],
  ["Edit", "test/upload/resume.test.ts", ""],
  ["Bash", "npm run check", "Types and lint are clean."],
];

const SAID = [
  "The upload test fails about once in twenty runs on CI. Find out why and fix it properly, not with a longer timeout.",
  "Good. Does the same loop exist in the download path?",
  "Yes please, and put the backoff in one place.",
  "Write the changelog entry and commit.",
];

/** A long session of Claude Code with side conversations; its last turn is running. */
export function workSession(): readonly TurnSummary[] {
  const turns: TurnSummary[] = [];
  for (let n = 0; n < 46; n++) turns.push(workTurn(n));
  turns.splice(1, 0, aTurn({ exchangeId: "w-title", session: "work", kind: "title", thread: "w-title", startedAt: NOW - 1_799_000, durationMs: 1400, asked: SAID[0] ?? "", fromUser: true, answered: "Fix flaky upload test", outputTokens: 6, entries: 1 }));
  turns.push(
    aRunningTurn({
      exchangeId: "w-46",
      session: "work",
      startedAt: NOW - 14_200,
      firstTokenMs: 1240,
      phase: "text",
      asked: SAID[3] ?? "",
      fromUser: true,
      answered: "The changelog follows Keep a Changelog, so the entry goes under Fixed.\nI will word it for people who use the client, not for us:",
      outputTokens: 613,
      usage: { input: 4, cacheRead: 126_400, cacheWrite: 1900, output: 1, reasoning: 0 },
      entries: 96,
    }),
  );
  return turns;
}

function workTurn(n: number): TurnSummary {
  const [name, hint, answered] = WORK[n % WORK.length] ?? ["Read", "", ""];
  const fromUser = n % 16 === 0;
  const sub = n >= 20 && n < 26;
  const failed = name === "Bash" && n % 8 === 2;
  const tool: ToolUse = { id: `call-${n}`, name, hint, failed };
  return aTurn({
    exchangeId: `w-${n}`,
    session: "work",
    ...(sub && { thread: "w-sub", model: "claude-haiku-4-5" }),
    startedAt: NOW - 1_800_000 + n * 36_000,
    firstTokenMs: 640 + ((n * 97) % 900),
    durationMs: 2100 + ((n * 1733) % 19_000),
    asked: fromUser ? (SAID[n / 16] ?? "") : `${(n * 37) % 400} lines`,
    fromUser,
    answered: n % 16 === 15 ? "Both paths now share one backoff, with its own tests." : answered,
    tools: n % 16 === 15 ? [] : n % 5 === 3 ? [tool, { ...tool, id: `call-${n}b`, failed: false }] : [tool],
    stopReason: n % 16 === 15 ? "end_turn" : "tool_use",
    outputTokens: 120 + ((n * 211) % 900),
    usage: { input: 4 + (n % 3), cacheRead: 18_000 + n * 2400, cacheWrite: 700 + ((n * 431) % 3100), output: 120 + ((n * 211) % 900), reasoning: 0 },
    entries: 2 + n * 2,
  });
}

/** Every way a turn can go wrong, one after the other. */
export function troubledSession(): readonly TurnSummary[] {
  const base = { session: "trouble", cwd: "/home/ada/src/lighthouse", tools: [], outputTokens: 0, entries: 9 } as const;
  const at = (minute: number, differing: Partial<TurnSummary>): TurnSummary =>
    aTurn({ ...base, exchangeId: `t-${minute}`, startedAt: NOW - 5_400_000 + minute * 60_000, asked: "Migrate the settings page to the new router", fromUser: true, ...differing });
  return [
    at(0, { answered: "I read the routes first.", tools: [{ id: "a", name: "Read", hint: "src/routes.ts" }], outputTokens: 90 }),
    at(1, { state: "failed", status: 529, error: "Overloaded: the API is temporarily overloaded (overloaded_error)", durationMs: 310 }),
    at(2, { state: "failed", status: 429, error: "This request would exceed your organization's rate limit of 80,000 input tokens per minute", durationMs: 190 }),
    failedWithoutAnswer(at(3, { error: "Connection refused by 127.0.0.1:9444 (ECONNREFUSED)", durationMs: 12 })),
    at(4, { state: "cut", answered: "The settings page mounts its own provider, so the first step is", error: "The upstream closed the connection in the middle of its answer", outputTokens: 214, durationMs: 8300 }),
    at(5, { state: "aborted", answered: "Let me start by listing every route that", outputTokens: 41, durationMs: 2900 }),
    at(6, { state: "interrupted", answered: "I will now", outputTokens: 12, durationMs: 900 }),
    at(7, { stopReason: "max_tokens", answered: "export const routes = [", outputTokens: 8192, durationMs: 61_000 }),
    at(8, { state: "failed", status: 401, error: "invalid x-api-key (authentication_error)", durationMs: 140 }),
    at(9, { fromUser: false, asked: "3 files changed", answered: "Done: the settings page uses the new router.", outputTokens: 160, problems: ["event 41: content_block_delta without a block"] }),
  ];
}

function failedWithoutAnswer(turn: TurnSummary): TurnSummary {
  return { ...without(turn, "status", "firstTokenMs", "stopReason"), state: "failed" };
}

/** Codex over one WebSocket: a prewarm, then asks that carry only the news. */
export function socketSession(): readonly TurnSummary[] {
  const base = { exchangeId: "ws-1", session: "socket", provider: "openai-responses", transport: "websocket", agent: "codex", agentVersion: "0.169.0", cwd: "/home/ada/src/ccxray", model: "gpt-6-codex", status: 101 } as const;
  const shell = (id: string, hint: string, failed?: boolean): ToolUse => ({ id, name: "shell", hint, ...(failed !== undefined && { failed }) });
  return [
    aTurn({ ...base, index: 0, kind: "prewarm", startedAt: NOW - 240_000, durationMs: 700, stopReason: "completed", outputTokens: 0, entries: 0 }),
    aTurn({ ...base, index: 1, startedAt: NOW - 238_000, durationMs: 9400, asked: "why is the replay slower on deno?", fromUser: true, tools: [shell("c1", "rg -n setImmediate src")], outputTokens: 410, usage: { input: 9100, cacheRead: 8200, cacheWrite: 0, output: 410, reasoning: 320 }, entries: 7 }),
    aTurn({ ...base, index: 2, startedAt: NOW - 228_000, durationMs: 5100, asked: "src/cassette/pace.ts:14", tools: [shell("c2", "deno test --trace-leaks", true)], outputTokens: 140, usage: { input: 800, cacheRead: 17_300, cacheWrite: 0, output: 140, reasoning: 64 }, entries: 9 }),
    aTurn({ ...base, index: 3, startedAt: NOW - 221_000, durationMs: 12_300, asked: "exit 1", answered: "Each event waits for a timer of its own; Deno clamps those to 1 ms. One timer for a batch is enough.", tools: [], outputTokens: 280, usage: { input: 420, cacheRead: 18_100, cacheWrite: 0, output: 280, reasoning: 192 }, entries: 11 }),
    aRunningTurn({ ...base, index: 4, startedAt: NOW - 6400, phase: "tool", asked: "do it", fromUser: true, answered: "", firstTokenMs: 1900, tools: [shell("c4", "apply_patch src/cassette/pace.ts")], outputTokens: 96, entries: 13 }),
  ];
}

/** As many turns as are asked for, cheap to make and to send. */
export function longSession(length: number): readonly TurnSummary[] {
  return Array.from({ length }, (_, n) =>
    aTurn({ ...workTurn(n % 40), exchangeId: `l-${n}`, session: "long", startedAt: NOW - 90_000_000 + n * 9000, cwd: "/home/ada/src/atlas", asked: n % 16 === 0 ? `Step ${n + 1}: ${SAID[(n / 16) % 4] ?? ""}` : "ok", entries: n * 2 }),
  );
}

const TITLES = ["Add a dark theme to the docs", "Why does the build take four minutes?", "Port the parser to the new grammar", "Review the migration before Friday", "Explain this stack trace", "Rename Customer to Account everywhere", "Make the CSV import resumable", ""];
const AGENTS = ["claude-code", "codex", "gemini-cli", "opencode"] as const;

/** Sessions that fill a list: one short turn each. */
export function otherSessions(count: number): readonly (readonly TurnSummary[])[] {
  return Array.from({ length: count }, (_, n) => {
    const agent = AGENTS[n % 4] ?? "codex";
    const model = ["claude-sonnet-4-6", "gpt-6-codex", "gemini-3-pro", "qwen3-coder-plus"][n % 4] ?? "";
    return [aTurn({ exchangeId: `o-${n}`, session: `other-${n}`, agent, model, cwd: `/home/ada/src/${["harbor", "atlas", "lighthouse", "quay"][n % 4]}`, startedAt: NOW - 7_200_000 * (n + 1), asked: TITLES[n % 8] ?? "", fromUser: TITLES[n % 8] !== "", answered: "Done.", usage: { input: 900, cacheRead: 4000 * n, cacheWrite: 1200, output: 300 + n * 40, reasoning: 0 } })];
  });
}
