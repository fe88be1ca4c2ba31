import { once } from "node:events";
import { WebSocket } from "ws";

/** An item of a Responses conversation, as the upstream gives it out or as a client sends it. */
export interface Item {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface ServerEvent {
  readonly type: string;
  readonly item?: Item;
  readonly response?: { readonly id: string };
  readonly [member: string]: unknown;
}

const TOOLS = [{ type: "namespace", name: "functions", tools: [{ type: "custom", name: "exec", description: "Runs a script" }] }];

/** What one run of Codex says. `run` makes everything differ that differs from run to run. */
export function createCodexLike(run: string, { tools = TOOLS, system = "You are Codex.", ...rest }: { readonly tools?: readonly object[]; readonly system?: string; readonly [member: string]: unknown } = {}) {
  let made = 0;
  const id = (prefix: string): string => `${prefix}_${run}-${++made}`;
  const message = (role: string, text: string): Item => ({ type: "message", id: id("msg"), role, content: [{ type: "input_text", text }] });

  return {
    /** What a conversation begins with. */
    opening: (prompt: string): readonly Item[] => [
      { type: "additional_tools", id: id("at"), role: "developer", tools },
      message("developer", system),
      message("user", `<environment_context>\n  <cwd>/home/${run}</cwd>\n  <current_date>${run}</current_date>\n</environment_context>`),
      message("user", prompt),
    ],
    /** The results of the calls in an answer. */
    results: (answer: readonly ServerEvent[]): readonly Item[] =>
      itemsIn(answer)
        .filter(({ type }) => type === "custom_tool_call")
        .map(({ call_id }) => ({
          type: "custom_tool_call_output",
          id: id("ctco"),
          call_id,
          output: [{ type: "input_text", text: `Script completed\nWall time ${run.length}.${made} seconds\nOutput:\n` }, { type: "input_text", text: "ran 42\n" }],
          internal_chat_message_metadata_passthrough: { turn_id: id("turn") },
        })),
    ask: (input: readonly Item[], more: object = {}): object => {
      const metadata = [["session_id", run], ["turn_id", id("turn")], ["x-codex-installation-id", run]];
      const client_metadata = Object.fromEntries(made % 2 ? metadata : metadata.toReversed());
      return { model: "gpt-test", stream: true, input, tool_choice: "auto", store: false, prompt_cache_key: run, client_metadata, ...rest, ...more };
    },
  };
}

/** The items that an answer brought, as the upstream gave them out. */
export function itemsIn(answer: readonly ServerEvent[]): readonly Item[] {
  return answer.flatMap(({ type, item }) => (type === "response.output_item.done" && item ? [item] : []));
}

/** The same items as Codex sends them back: without the members that only the upstream needs. */
export function sentBack(answer: readonly ServerEvent[]): readonly Item[] {
  return itemsIn(answer).map((item) => {
    const kept = Object.entries(item).filter(([name]) => name !== "id" && name !== "status");
    const content = item["content"] as readonly { readonly text: string }[] | undefined;
    return { ...Object.fromEntries(kept), type: item.type, ...(content && { content: content.map(({ text }) => ({ type: "output_text", text })) }) };
  });
}

export function idOf(answer: readonly ServerEvent[]): string {
  return answer.at(-1)?.response?.id ?? "";
}

/** A WebSocket on which one ask follows the other. */
export async function openSocket(url: string): Promise<{ ask(message: object): Promise<readonly ServerEvent[]>; texts: readonly string[]; end(): Promise<void> }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/responses`, { headers: { originator: "codex_exec" } });
  const texts: string[] = [];
  const events: ServerEvent[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data: Buffer) => {
    texts.push(data.toString());
    events.push(JSON.parse(data.toString()) as ServerEvent);
    for (const look of waiting) look();
  });
  await once(socket, "open");
  return {
    texts,
    async ask(said) {
      const from = events.length;
      socket.send(JSON.stringify({ type: "response.create", ...said }));
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (!events.slice(from).some(({ type }) => type === "response.completed" || type === "error")) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
      return events.slice(from);
    },
    async end() {
      socket.terminate();
      await once(socket, "close");
    },
  };
}

/** The same ask over HTTP; gives the events, or the body as one. */
export async function askOverHttp(url: string, ask: object): Promise<readonly ServerEvent[]> {
  const response = await fetch(`${url}/v1/responses`, { method: "POST", headers: { "content-type": "application/json", originator: "codex_exec" }, body: JSON.stringify(ask) });
  const text = await response.text();
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return [JSON.parse(text) as ServerEvent];
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = "null"]) => JSON.parse(data) as ServerEvent);
}
