import type { NextId } from "./ids.ts";
import { type Ask, pieces, type Reply, words } from "./reply.ts";

/** One item of a Responses conversation: a message, a tool call, a tool's result, a list of tools. */
interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly { readonly text?: string }[];
  readonly tools?: readonly Tool[];
}

interface Tool {
  readonly type?: string;
  readonly name?: string;
  readonly tools?: readonly Tool[];
}

/** The members of a Responses ask that decide the answer. */
export interface ResponsesAsk {
  readonly model?: string;
  readonly input?: string | readonly Item[];
  readonly tools?: readonly Tool[];
  readonly stream?: boolean;
  /** False: only fill the cache (WebSocket). */
  readonly generate?: boolean;
  readonly previous_response_id?: string;
  readonly text?: { readonly format?: { readonly type?: string } };
}

export interface ResponseEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

const CREATED_AT = 1_767_225_600;
const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 10,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 110,
};

/** The items of an ask's own input. */
export function itemsOf({ input }: ResponsesAsk): readonly Item[] {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? input : [];
}

/** What a conversation asks; `items` are all of it, also those of earlier asks that a `previous_response_id` stands for. */
export function readResponsesAsk(ask: ResponsesAsk, items: readonly Item[]): Ask {
  return {
    prompt: items.filter(({ role }) => role === "user").map(textOf).join("\n"),
    results: items.filter(({ type }) => type?.endsWith("_output")).length,
    wantsJson: ask.text?.format?.type === "json_schema",
  };
}

function textOf({ content }: Item): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ text }) => text ?? "").join("\n");
}

/** The whole answer, event by event; the last one holds it as it would come without streaming. */
export function responseEvents(ask: ResponsesAsk, items: readonly Item[], reply: Reply, nextId: NextId): readonly ResponseEvent[] {
  const response = { id: nextId("resp"), object: "response", created_at: CREATED_AT, model: ask.model ?? "unknown", parallel_tool_calls: true, store: false, error: null };
  const output = ask.generate === false ? [] : outputItems(reply, toolNames(ask, items), nextId);
  const events: Omit<ResponseEvent, "sequence_number">[] = [
    { type: "response.created", response: { ...response, status: "in_progress", output: [], usage: null } },
    { type: "response.in_progress", response: { ...response, status: "in_progress", output: [], usage: null } },
    ...output.flatMap(itemEvents),
    { type: "response.completed", response: { ...response, status: "completed", output, usage: USAGE } },
  ];
  return events.map((event, sequence_number) => ({ ...event, type: String(event["type"]), sequence_number }));
}

/** Names of the tools the model has: at the top of the ask or, for newer models, among its items. */
function toolNames({ tools = [] }: ResponsesAsk, items: readonly Item[]): readonly string[] {
  const all = [...tools, ...items.flatMap((item) => item.tools ?? [])];
  return all.flatMap((tool) => [tool, ...(tool.tools ?? [])]).flatMap(({ name, type }) => name ?? type ?? []);
}

interface OutputItem {
  readonly type: string;
  readonly id: string;
  readonly [member: string]: unknown;
}

function outputItems({ thinking, text, command, calls = [] }: Reply, tools: readonly string[], nextId: NextId): readonly OutputItem[] {
  const items: OutputItem[] = [];
  if (thinking) items.push({ type: "reasoning", id: nextId("rs"), summary: [{ type: "summary_text", text: thinking }], encrypted_content: "b3BhcXVl" });
  if (text) items.push({ type: "message", id: nextId("msg"), status: "completed", role: "assistant", content: [{ type: "output_text", text, annotations: [] }] });
  if (command) items.push(shellCall(command, tools, nextId));
  for (const { name, input } of calls) items.push(functionCall(name, input, nextId));
  return items;
}

/** The call in the form of the shell tool that this agent brought. */
function shellCall(command: string, tools: readonly string[], nextId: NextId): OutputItem {
  if (tools.includes("exec_command")) return functionCall("exec_command", { cmd: command }, nextId);
  if (tools.includes("exec")) {
    const script = `const result = await tools.exec_command(${JSON.stringify({ cmd: command })}); text(result.output ?? result);`;
    return { type: "custom_tool_call", id: nextId("ctc"), call_id: nextId("call"), status: "completed", name: "exec", input: script };
  }
  if (tools.includes("shell_command")) return functionCall("shell_command", { command }, nextId);
  return functionCall("shell", { command: ["bash", "-c", command] }, nextId);
}

function functionCall(name: string, input: object, nextId: NextId): OutputItem {
  return { type: "function_call", id: nextId("fc"), call_id: nextId("call"), status: "completed", name, arguments: JSON.stringify(input) };
}

function itemEvents(item: OutputItem, output_index: number): ResponseEvent[] {
  const at = { item_id: item.id, output_index };
  const frame = (inner: ResponseEvent[], empty: object): ResponseEvent[] => [
    { type: "response.output_item.added", output_index, item: { ...item, ...empty } },
    ...inner,
    { type: "response.output_item.done", output_index, item },
  ];
  switch (item.type) {
    case "message":
      return frame(textEvents(item, at), { status: "in_progress", content: [] });
    case "function_call":
      return frame(argumentEvents("response.function_call_arguments", "arguments", item, at), { status: "in_progress", arguments: "" });
    case "custom_tool_call":
      return frame(argumentEvents("response.custom_tool_call_input", "input", item, at), { status: "in_progress", input: "" });
    default:
      return frame([], {});
  }
}

function textEvents(item: OutputItem, at: object): ResponseEvent[] {
  const [part] = item["content"] as [{ readonly text: string }];
  const where = { ...at, content_index: 0 };
  return [
    { type: "response.content_part.added", ...where, part: { ...part, text: "" } },
    ...words(part.text).map((delta) => ({ type: "response.output_text.delta", ...where, delta })),
    { type: "response.output_text.done", ...where, text: part.text },
    { type: "response.content_part.done", ...where, part },
  ];
}

function argumentEvents(name: string, member: string, item: OutputItem, at: object): ResponseEvent[] {
  const whole = String(item[member]);
  return [...pieces(whole).map((delta) => ({ type: `${name}.delta`, ...at, delta })), { type: `${name}.done`, ...at, [member]: whole }];
}
