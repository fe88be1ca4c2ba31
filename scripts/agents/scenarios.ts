import { FINAL_TEXT } from "../../test/support/fake-upstream/reply.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import type { ExpectedTurn, Expectation, Scenario } from "./scenario.ts";

const PROMPT = "Please say hello. run-tools=1";
const CODEX = { name: "codex", version: "0.169.0" };
const CLAUDE = { name: "claude", version: "2.1.197" };

/** What the fake upstream says that a turn cost. */
const CODEX_TOKENS = [60, 40, 0, 10, 4] as const;
const CLAUDE_TOKENS = [60, 30, 10, 12, 0] as const;

const overWebSocket = (kind: ExpectedTurn["kind"], tools: number): ExpectedTurn => ({ kind, transport: "websocket", state: "completed", status: 101, tools, tokens: CODEX_TOKENS });
const overHttp = (tools: number, tokens: ExpectedTurn["tokens"]): ExpectedTurn => ({ kind: "turn", transport: "http", state: "completed", status: 200, tools, ...(tokens && { tokens }) });

const codexWebSocket: Expectation = { code: 0, says: FINAL_TEXT, agent: CODEX, turns: [overWebSocket("prewarm", 0), overWebSocket("turn", 1), overWebSocket("turn", 0)] };
const codexHttp: Expectation = { code: 0, says: FINAL_TEXT, agent: CODEX, turns: [overHttp(1, CODEX_TOKENS), overHttp(0, CODEX_TOKENS)] };
const claudeHttp: Expectation = { code: 0, says: FINAL_TEXT, agent: CLAUDE, turns: [overHttp(1, CLAUDE_TOKENS), overHttp(0, CLAUDE_TOKENS)] };

/** Every way in which the real agents meet ccxray. */
export const scenarios: readonly Scenario[] = [
  { name: "codex, WebSocket", through: "proxy", prepare: codex({ prompt: PROMPT, login: "key", transport: "websocket" }), expect: codexWebSocket },
  { name: "codex, WebSocket, compressed", through: "proxy", prepare: codex({ prompt: PROMPT, login: "key", transport: "websocket" }), upstream: { deflate: true }, expect: codexWebSocket },
  { name: "codex, events", through: "proxy", prepare: codex({ prompt: PROMPT, login: "key", transport: "sse" }), expect: codexHttp },
  { name: "codex, ChatGPT login, WebSocket", through: "proxy", prepare: codex({ prompt: PROMPT, login: "chatgpt", transport: "websocket" }), expect: codexWebSocket },
  { name: "codex, ChatGPT login, zstd and events", through: "proxy", prepare: codex({ prompt: PROMPT, login: "chatgpt", transport: "sse" }), expect: codexHttp },
  { name: "claude, key", through: "proxy", prepare: claude({ prompt: PROMPT, login: "key" }), expect: claudeHttp },
  { name: "claude, token", through: "proxy", prepare: claude({ prompt: PROMPT, login: "token" }), expect: claudeHttp },
  { name: "ccxray codex", through: "launcher", prepare: codex({ prompt: PROMPT, login: "key", transport: "websocket" }), expect: codexWebSocket },
  { name: "ccxray claude", through: "launcher", prepare: claude({ prompt: PROMPT, login: "key" }), expect: claudeHttp },
  {
    name: "codex, handshake refused with 426: goes on over HTTP",
    through: "proxy",
    prepare: codex({ prompt: PROMPT, login: "key", transport: "websocket" }),
    upstream: { faults: { upgrade: [{ type: "status", status: 426, body: '{"error":{"message":"upgrade elsewhere"}}' }] } },
    expect: codexHttp,
  },
  {
    name: "claude, stream cut: asks again without streaming",
    through: "proxy",
    prepare: claude({ prompt: "Please say hello.", login: "key" }),
    upstream: { faults: { http: [{ type: "cut", after: 4 }] } },
    expect: {
      code: 0,
      says: FINAL_TEXT,
      agent: CLAUDE,
      turns: [{ kind: "turn", transport: "http", state: "cut", status: 200, tools: 0, tokens: [60, 30, 10, 1, 0] }, overHttp(0, CLAUDE_TOKENS)],
      broken: true,
    },
  },
  {
    name: "ccxray claude, refused with 400: its exit code is ours",
    through: "launcher",
    prepare: claude({ prompt: "Please say hello.", login: "key", retries: 0 }),
    upstream: { faults: { http: [{ type: "status", status: 400, body: '{"type":"error","error":{"type":"invalid_request_error","message":"no such thing"}}' }] } },
    expect: { code: 1, says: "no such thing", agent: CLAUDE, turns: [{ kind: "turn", transport: "http", state: "failed", status: 400, tools: 0 }] },
  },
];
