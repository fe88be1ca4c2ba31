import type { NextId } from "./ids.ts";
import { type Ask, pieces, type Reply, words } from "./reply.ts";

interface Part {
  readonly type: string;
  readonly text?: string;
}

/** The members of an Anthropic Messages ask that decide the answer. */
export interface MessagesAsk {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string | readonly Part[] }[];
  readonly tools?: readonly { readonly name: string }[];
  readonly stream?: boolean;
  readonly output_config?: { readonly format?: object };
}

interface Block {
  readonly type: "thinking" | "text" | "tool_use";
  readonly [member: string]: unknown;
}

/** An answer of the Messages API as it comes without streaming. */
export interface ModelMessage {
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly usage: typeof USAGE;
  readonly [member: string]: unknown;
}

export interface MessageEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

const USAGE = { input_tokens: 60, cache_creation_input_tokens: 10, cache_read_input_tokens: 30, output_tokens: 12, service_tier: "standard" };

export function readMessagesAsk({ messages = [], output_config }: MessagesAsk): Ask {
  const parts = messages.flatMap(({ role, content }) => (typeof content === "string" ? [{ role, type: "text", text: content }] : content.map((part) => ({ ...part, role }))));
  return {
    prompt: parts.filter(({ role }) => role === "user").map(({ text }) => text ?? "").join("\n"),
    results: parts.filter(({ type }) => type === "tool_result").length,
    wantsJson: output_config?.format !== undefined,
  };
}

export function modelMessage({ model, tools = [] }: MessagesAsk, { thinking, text, command, calls = [] }: Reply, nextId: NextId): ModelMessage {
  const content: Block[] = [];
  if (thinking) content.push({ type: "thinking", thinking, signature: "b3BhcXVl" });
  if (text) content.push({ type: "text", text });
  if (command) {
    const name = tools.map((tool) => tool.name).find((one) => /^bash$/i.test(one)) ?? "bash";
    content.push({ type: "tool_use", id: nextId("toolu"), name, input: { command, description: "Run a command" } });
  }
  for (const { name, input } of calls) content.push({ type: "tool_use", id: nextId("toolu"), name, input });
  return {
    id: nextId("msg"),
    type: "message",
    role: "assistant",
    model: model ?? "unknown",
    content,
    stop_reason: content.at(-1)?.type === "tool_use" ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: USAGE,
  };
}

/** The same message as it is streamed. */
export function messageEvents(message: ModelMessage): readonly MessageEvent[] {
  const { content, stop_reason, usage } = message;
  return [
    { type: "message_start", message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } },
    { type: "ping" },
    ...content.flatMap(blockEvents),
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: usage.output_tokens } },
    { type: "message_stop" },
  ];
}

function blockEvents(block: Block, index: number): MessageEvent[] {
  const [empty, deltas] = streamed(block);
  return [
    { type: "content_block_start", index, content_block: { ...block, ...empty } },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

/** What a block starts as, and what is added to it. */
function streamed(block: Block): [empty: object, deltas: object[]] {
  switch (block.type) {
    case "thinking": {
      const thoughts = words(String(block["thinking"])).map((thinking) => ({ type: "thinking_delta", thinking }));
      return [{ thinking: "", signature: "" }, [...thoughts, { type: "signature_delta", signature: block["signature"] }]];
    }
    case "text":
      return [{ text: "" }, words(String(block["text"])).map((text) => ({ type: "text_delta", text }))];
    case "tool_use":
      return [{ input: {} }, pieces(JSON.stringify(block["input"])).map((partial_json) => ({ type: "input_json_delta", partial_json }))];
  }
}
