import type { NextId } from "./ids.ts";
import { type Ask, pieces, type Reply, words } from "./reply.ts";

/** The members of a Chat Completions ask that decide the answer. */
export interface ChatAsk {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content?: string | null }[];
  readonly response_format?: { readonly type?: string };
}

const CREATED = 1_767_225_600;
const USAGE = { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 40 }, completion_tokens: 10, completion_tokens_details: { reasoning_tokens: 0 }, total_tokens: 110 };

export function readChatAsk({ messages = [], response_format }: ChatAsk): Ask {
  return {
    prompt: messages.filter(({ role }) => role === "user").map(({ content }) => content ?? "").join("\n"),
    results: messages.filter(({ role }) => role === "tool").length,
    wantsJson: response_format?.type === "json_schema",
  };
}

/** The chunks of a streamed answer, before `[DONE]`. */
export function chatEvents({ model = "unknown" }: ChatAsk, { text, calls = [] }: Reply, nextId: NextId): readonly object[] {
  const head = { id: nextId("chatcmpl"), object: "chat.completion.chunk", created: CREATED, model };
  const chunk = (delta: object, finish_reason: string | null = null): object => ({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  return [
    chunk({ role: "assistant", content: "" }),
    ...(text ? words(text) : []).map((content) => chunk({ content })),
    ...calls.flatMap(({ name, input }, index) => [
      chunk({ tool_calls: [{ index, id: nextId("call"), type: "function", function: { name, arguments: "" } }] }),
      ...pieces(JSON.stringify(input)).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
    chunk({}, calls.length > 0 ? "tool_calls" : "stop"),
    { ...head, choices: [], usage: USAGE },
  ];
}
