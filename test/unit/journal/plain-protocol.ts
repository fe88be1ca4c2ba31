import type { ExchangeEvent, Message, Opening, Payload } from "../../../src/domain/exchange.ts";
import type { Redacted } from "../../../src/domain/redacted.ts";
import type { Turn, TurnKind } from "../../../src/domain/turn.ts";
import { summarize, withToolResults } from "../../../src/domain/turn-summary.ts";
import type { Reading } from "../../../src/journal/reading.ts";
import type { TurnReader } from "../../../src/providers/provider.ts";

/** An ask of the protocol of these tests. */
export interface PlainAsk {
  readonly session?: string;
  readonly thread?: string;
  readonly kind?: TurnKind;
  readonly say?: string;
  readonly previous?: string;
  readonly failedTools?: readonly string[];
  readonly more?: string;
}

/** A piece of an answer. */
export interface PlainPiece {
  readonly text?: string;
  readonly tool?: string;
  readonly id?: string;
  readonly tokens?: number;
  readonly done?: true;
}

/** Reads that protocol: every client message is JSON and an ask, every upstream message is JSON and a piece. */
export function plainReading(revision = 1): Reading {
  return { revision, providerById: (id) => (id === "plain" ? { reader } : undefined), summarize, withToolResults };
}

function reader(opening: Opening): TurnReader {
  let turns: Turn[] = [];
  const change = (changes: Partial<Turn>) => {
    const last = turns.at(-1);
    if (last) turns = [...turns.slice(0, -1), { ...last, ...changes }];
  };
  return {
    turns: (from = 0) => turns.slice(from),
    forget(before) {
      turns = turns.map((turn) => (turn.index < before ? { ...turn, input: [], output: [] } : turn));
    },
    take(event) {
      if (event.type === "answered") change({ status: event.response.status });
      if (event.type === "message" && event.message.from === "client") turns = [...turns, asked(opening, turns.length, event.message)];
      if (event.type === "message" && event.message.from === "upstream") change(answered(turns.at(-1), event.message));
      if (event.type === "ended" && turns.at(-1)?.state === "running") change({ state: event.outcome.type, phase: "done", endedAt: event.at });
    },
  };
}

function asked(opening: Opening, index: number, { at, payload }: Message): Turn {
  const ask = JSON.parse(String(payload)) as PlainAsk;
  const results = (ask.failedTools ?? []).map((id) => ({ type: "toolResult", id, isError: true, content: "no" }) as const);
  return {
    exchangeId: opening.id,
    index,
    kind: ask.kind ?? "turn",
    provider: "plain",
    model: "m",
    system: [],
    tools: [],
    settings: {},
    output: [],
    state: "running",
    phase: "waiting",
    askedAt: at,
    problems: [],
    input: [{ role: "user", blocks: [...results, { type: "text", text: ask.say ?? "" }] }],
    origin: { ...(ask.session && { session: ask.session }), ...(ask.thread && { thread: ask.thread }) },
    ...(ask.previous && { previousId: ask.previous }),
  };
}

function answered(turn: Turn | undefined, { at, payload }: Message): Partial<Turn> {
  const { text, tool, id, tokens, done } = JSON.parse(String(payload)) as PlainPiece;
  const block = text ? [{ type: "text", text } as const] : tool ? [{ type: "toolCall", id: tool, name: tool, input: {} } as const] : [];
  return {
    output: [...(turn?.output ?? []), ...block],
    ...(id && { responseId: id }),
    ...(tokens && { usage: { input: tokens, cacheRead: 0, cacheWrite: 0, output: 1, reasoning: 0 }, stopReason: "end" }),
    ...(done && { state: "completed", phase: "done", endedAt: at }),
  };
}

/** Events of one exchange of that protocol, as sinks get them. */
export function plainExchange(id: string, startedAt: number, changes: Partial<Opening> = {}) {
  const opening: Opening = {
    id,
    provider: "plain",
    transport: "http",
    startedAt,
    upstream: "http://127.0.0.1:1/v1",
    request: { method: "POST", path: "/v1?x=1", upgrade: false, headers: [["Host", "a"], ["x-y", "1"], ["X-Y", "2"]] },
    ...changes,
  };
  const redacted = (event: ExchangeEvent) => event as Redacted<ExchangeEvent>;
  const message = (from: Message["from"], at: number, payload: Payload, kind: Message["kind"] = "text") =>
    redacted({ type: "message", id, message: { from, at, kind, payload } });
  return {
    opening,
    opened: redacted({ type: "opened", opening }),
    answered: (at: number, status = 200) => redacted({ type: "answered", id, at, response: { status, statusText: "OK", headers: [["a", "b"]] } }),
    message,
    /** A long ask whose bytes belong to somebody else. */
    lent: (at: number, payload: Uint8Array) => redacted({ type: "message", id, message: { from: "client", at, kind: "body", payload, lent: true } }),
    ask: (at: number, ask: PlainAsk) => message("client", at, JSON.stringify(ask)),
    piece: (at: number, piece: PlainPiece) => message("upstream", at, JSON.stringify(piece)),
    ended: (at: number, type: "completed" | "aborted" = "completed") => redacted({ type: "ended", id, at, outcome: { type } }),
  };
}
