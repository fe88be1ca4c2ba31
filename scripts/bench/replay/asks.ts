// What is asked of a replay and of a mock: the same at every run, each with a last message of its own.

/** Asks of one size. */
export interface AskKind {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  /** How many different ones there are. */
  readonly count: number;
  /** Answered by events, as agents want it, or by one JSON text. */
  readonly stream: boolean;
}

export const SHORT_ASKS: AskKind = { name: "asks-2k", title: "2 KB", bytes: 2_000, count: 40, stream: true };

export const ASK_KINDS: readonly AskKind[] = [
  SHORT_ASKS,
  { name: "asks-200k", title: "200 KB", bytes: 200_000, count: 20, stream: true },
  { name: "asks-2m", title: "2 MB", bytes: 2_000_000, count: 8, stream: true },
  { name: "json-asks-2k", title: "2 KB, JSON answers", bytes: 2_000, count: 40, stream: false },
];

/** Asks on one WebSocket. */
export const SOCKET_TURNS = 40;

/** Words of each answer, one an event. */
export const ANSWER = Array.from({ length: 20 }, (_, i) => `words of answer ${String(i).padStart(2, "0")}, `);

/** What tells an ask apart: `kind` and number, not the start of any other. */
export function question(kind: string, n: number): string {
  return `${kind} question ${String(n).padStart(3, "0")}.`;
}

/** A request of the Messages protocol, with a history that makes it as large as its kind says. */
export function askBody({ name, bytes, stream }: AskKind, n: number): string {
  const said = "what was said and what a tool gave back, line by line\n".repeat(72);
  const rounds = Math.floor((bytes - 1_500) / 4_000);
  const history = Array.from({ length: Math.max(0, rounds) }, (_, i) => [
    { role: "user", content: [{ type: "text", text: `${i} ${said}` }] },
    { role: "assistant", content: [{ type: "text", text: `noted ${i}` }] },
  ]).flat();
  const system = "You help with code. ".repeat(50);
  return JSON.stringify({ model: "model-one", max_tokens: 1000, stream, system, messages: [...history, { role: "user", content: [{ type: "text", text: question(name, n) }] }] });
}

/** An ask of the Responses protocol, as it goes over a WebSocket. */
export function socketAsk(n: number): string {
  const instructions = "You help with code. ".repeat(75);
  return JSON.stringify({ type: "response.create", model: "model-one", stream: true, store: false, instructions, input: [{ type: "message", role: "user", content: [{ type: "input_text", text: question("socket", n) }] }] });
}
