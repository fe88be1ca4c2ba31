import type { Exchange, Message } from "../../src/domain/exchange.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";

// A long session as an agent of the Messages protocol makes it: each ask holds all that was said before, cache_control
// moves to the last message, answers are streamed. Invented words, the same at every run.

export interface LongSession {
  readonly turns: number;
  /** Characters of tool output in each new request. */
  readonly newsPerTurn: number;
  /** Deltas of text and of tool input in each answer. */
  readonly deltasPerTurn: number;
  readonly cwd: string;
  readonly home: string;
}

/** 300 turns that put about 210 MB on the wire, of which about 3 MB are news. */
export const LONG_SESSION: LongSession = { turns: 300, newsPerTurn: 3400, deltasPerTurn: 34, cwd: "/home/alice/src/project", home: "/home/alice" };

const STARTED = Date.UTC(2026, 0, 5, 9, 0, 0);
const SESSION = "5f0c8a52-9a1f-4c57-9d58-0f7a3f1f2b11";

/** The exchanges of the session, made one by one as they are taken. */
export function* longSession({ turns, newsPerTurn, deltasPerTurn, cwd, home }: LongSession): Generator<Exchange, void> {
  const words = createWords(7);
  const system = [{ type: "text", text: `You help with code. Working directory: ${cwd}\nMemory: ${home}/.agent/memory\n${words.text(16_000)}` }];
  const tools = Array.from({ length: 20 }, (_, i) => toolOf(i, words));
  const history: JsonObject[] = [{ role: "user", content: [{ type: "text", text: `Please look at ${cwd}. ${words.text(300)}` }] }];
  for (let turn = 0; turn < turns; turn++) {
    const body = { model: "model-one", max_tokens: 32_000, stream: true, metadata: { user_id: `user_${SESSION}` }, system, tools, messages: cached(history) };
    const said = { prose: words.text(deltasPerTurn * 14), path: `${cwd}/src/file-${turn}.ts`, id: `toolu_${turn}`, deltas: deltasPerTurn };
    yield exchangeOf(turn, JSON.stringify(body), answerOf(said));
    history.push({ role: "assistant", content: [{ type: "text", text: said.prose }, { type: "tool_use", id: said.id, name: "Read", input: inputOf(said) }] });
    history.push({ role: "user", content: [{ type: "tool_result", tool_use_id: said.id, content: `${said.path}\n${words.text(newsPerTurn)}` }] });
  }
}

/** The last message is marked as the one up to which the API may remember. */
function cached(history: readonly JsonObject[]): readonly JsonObject[] {
  return history.map((message, i) => {
    if (i < history.length - 1) return message;
    const content = message["content"] as readonly JsonObject[];
    return { ...message, content: content.map((block, j) => (j === content.length - 1 ? { ...block, cache_control: { type: "ephemeral" } } : block)) };
  });
}

function toolOf(i: number, words: Words): JsonObject {
  return { name: `Tool${i}`, description: words.text(1500), input_schema: { $schema: "http://json-schema.org/draft-07/schema#", type: "object", properties: { file_path: { type: "string", description: words.text(80) } } } };
}

interface Said {
  readonly prose: string;
  readonly path: string;
  readonly id: string;
  readonly deltas: number;
}

function inputOf({ path }: Said): JsonObject {
  return { file_path: path, limit: 200 };
}

function answerOf(said: Said): readonly Json[] {
  const half = Math.floor(said.deltas * 0.8);
  return [
    { type: "message_start", message: { id: `msg_${said.id}`, type: "message", role: "assistant", model: "model-one-20260101", content: [], usage: { input_tokens: 3, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...piecesOf(said.prose, half).map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: said.id, name: "Read", input: {} } },
    ...piecesOf(JSON.stringify(inputOf(said)), said.deltas - half).map((partial_json) => ({ type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json } })),
    { type: "content_block_stop", index: 1 },
    { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 412 } },
    { type: "message_stop" },
  ];
}

function piecesOf(text: string, count: number): readonly string[] {
  const size = Math.ceil(text.length / count);
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
}

function exchangeOf(turn: number, body: string, answer: readonly Json[]): Exchange {
  const messages: Message[] = [
    { from: "client", at: 5, kind: "body", payload: body },
    ...answer.map((data, i): Message => ({ from: "upstream", at: 900 + i * 21, kind: "event", payload: `event: ${(data as { type: string }).type}\ndata: ${JSON.stringify(data)}\n\n` })),
  ];
  return {
    id: `00000000-0000-7000-8000-${String(turn).padStart(12, "0")}`,
    provider: "anthropic",
    transport: "http",
    startedAt: STARTED + turn * 10_000,
    upstream: "https://api.anthropic.com/v1/messages?beta=true",
    request: { method: "POST", path: "/v1/messages?beta=true", upgrade: false, headers: [["content-type", "application/json"], ["anthropic-version", "2023-06-01"], ["x-session-id", SESSION]] },
    response: { status: 200, statusText: "OK", headers: [["content-type", "text/event-stream; charset=utf-8"], ["request-id", `req_${turn}`], ["date", "Mon, 05 Jan 2026 09:00:00 GMT"]] },
    answeredAt: 850,
    messages,
    outcome: { type: "completed" },
    endedAt: 900 + answer.length * 21,
  };
}

interface Words {
  text(length: number): string;
}

const SYLLABLES = ["ka", "lo", "mi", "ru", "ten", "sol", "ba", "ne", "vi", "dor", "fa", "qui", "he", "zan", "po", "ly"];

/** Words out of a linear congruential generator (Numerical Recipes). */
function createWords(seed: number): Words {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const word = (): string => Array.from({ length: 1 + next(4) }, () => SYLLABLES[next(SYLLABLES.length)] ?? "").join("");
  return {
    text(length) {
      let text = "";
      while (text.length < length) text += `${word()}${next(12) === 0 ? ".\n" : " "}`;
      return text;
    },
  };
}
