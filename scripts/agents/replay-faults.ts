import type { Fault } from "../../test/support/fake-upstream/fault.ts";
import { FINAL_TEXT } from "../../test/support/fake-upstream/reply.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import type { ReplayFault } from "./replay-scenario.ts";

const PROMPT = "Please say hello. run-tools=1";
const ON_SOCKET = codex({ prompt: PROMPT, login: "key", transport: "websocket" });
const OVER_HTTP = codex({ prompt: PROMPT, login: "key", transport: "sse" });
const CLAUDE = claude({ prompt: PROMPT, login: "key", retries: 2 });
const LETS_PASS = undefined;

const OPENAI_BUSY: Fault = { type: "status", status: 429, headers: { "retry-after": "1" }, body: '{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}' };
const ANTHROPIC_BUSY: Fault = { type: "status", status: 429, headers: { "retry-after": "1" }, body: '{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}' };
const OVERLOADED: Fault = { type: "status", status: 529, body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}' };
const REFUSED: Fault = { type: "status", status: 426, body: '{"error":{"message":"upgrade elsewhere"}}' };

const socket = (asks: number, end = ""): string => `GET /v1/responses 101, ${asks} asks${end}`;
const responses = (status: number, end = ""): string => `POST /v1/responses ${status}${end}`;
const messages = (status: number, end = ""): string => `POST /v1/messages ${status}${end}`;
const CUT = ", cut";
const well = (path: readonly string[]): ReplayFault["expect"] => ({ code: 0, says: FINAL_TEXT, path });

/** Everything that goes wrong often, met by the real agents. */
export const replayFaults: readonly ReplayFault[] = [
  {
    name: "replay of codex, handshake refused with 426: goes on over HTTP",
    prepare: ON_SOCKET,
    upstream: { faults: { upgrade: [REFUSED] } },
    expect: well(["GET /v1/responses 426", responses(200), responses(200)]),
  },
  {
    name: "replay of codex, WebSocket closed with 1011 in the middle: connects again and says everything",
    prepare: ON_SOCKET,
    upstream: { faults: { message: [LETS_PASS, { type: "close", after: 3, code: 1011, reason: "keepalive ping timeout" }] } },
    expect: well([socket(2, ", closed 1011"), socket(2)]),
  },
  {
    name: "replay of codex, answer failed on a WebSocket: asks again",
    prepare: ON_SOCKET,
    upstream: { faults: { message: [LETS_PASS, { type: "failed", after: 3, code: "server_error" }] } },
    expect: well([socket(2), socket(2)]),
  },
  {
    name: "replay of codex, too much context: gives up",
    prepare: ON_SOCKET,
    upstream: { faults: { message: [LETS_PASS, { type: "failed", after: 2, code: "context_length_exceeded" }] } },
    expect: { code: 1, says: "context", path: [socket(2)] },
  },
  {
    name: "replay of codex, 429 with Retry-After: waits and asks again",
    prepare: OVER_HTTP,
    upstream: { faults: { http: [OPENAI_BUSY] } },
    expect: well([responses(429), responses(200), responses(200)]),
  },
  {
    name: "replay of codex, events cut: asks again",
    prepare: OVER_HTTP,
    upstream: { faults: { http: [{ type: "cut", after: 4 }] } },
    expect: well([responses(200, CUT), responses(200), responses(200)]),
  },
  {
    name: "replay of claude, 429 with Retry-After: waits and asks again",
    prepare: CLAUDE,
    upstream: { faults: { http: [ANTHROPIC_BUSY] } },
    expect: well([messages(429), messages(200), messages(200)]),
  },
  {
    name: "replay of claude, 529: asks again",
    prepare: CLAUDE,
    upstream: { faults: { http: [LETS_PASS, OVERLOADED] } },
    expect: well([messages(200), messages(529), messages(200)]),
  },
  {
    name: "replay of claude, stream cut: asks again without streaming",
    prepare: CLAUDE,
    upstream: { faults: { http: [{ type: "cut", after: 4 }] } },
    expect: well([messages(200, CUT), messages(200), messages(200)]),
  },
];
