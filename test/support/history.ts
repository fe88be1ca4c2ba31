import type { Exchange } from "../../src/domain/exchange.ts";
import type { ExchangeSummary, SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import type { Turn } from "../../src/domain/turn.ts";
import type { History } from "../../src/journal/history.ts";

/** A journal in memory that holds what a test puts in. */
export interface FakeHistory extends History {
  readonly held: {
    sessions: SessionSummary[];
    turns: TurnSummary[];
    whole: { summary: TurnSummary; turn: Turn; previous?: Turn }[];
    exchanges: { summary: ExchangeSummary; exchange: Exchange }[];
  };
  /** The `since` of each call of `changes`. */
  readonly asked: number[];
  /** Puts a turn in (or in place of one) and tells those who watch. */
  change(turn: TurnSummary): void;
  /** The same, but tells nobody. */
  changeUnseen(turn: TurnSummary): void;
  readonly watch: (onChange: (seq: number) => void) => () => void;
  watchers(): number;
}

export function createFakeHistory(): FakeHistory {
  let seq = 0;
  const changedAt = new Map<string, number>();
  const watching = new Set<(seq: number) => void>();
  const held: FakeHistory["held"] = { sessions: [], turns: [], whole: [], exchanges: [] };
  const asked: number[] = [];

  const changeUnseen = (turn: TurnSummary) => {
    held.turns = [...held.turns.filter((one) => keyOf(one) !== keyOf(turn)), turn];
    changedAt.set(keyOf(turn), ++seq);
  };

  return {
    held,
    asked,
    changeUnseen,
    change(turn) {
      changeUnseen(turn);
      for (const tell of watching) tell(seq);
    },
    watch(onChange) {
      watching.add(onChange);
      return () => void watching.delete(onChange);
    },
    watchers: () => watching.size,
    seq: async () => seq,
    sessions: async ({ limit = 200 } = {}) => held.sessions.slice(0, limit),
    sessionCount: async () => held.sessions.length,
    async session(id) {
      const session = held.sessions.find((one) => one.id === id);
      return session && { session, turns: held.turns.filter((turn) => turn.session === session.id) };
    },
    running: async () => held.turns.filter(({ state }) => state === "running"),
    turn: async (exchangeId, index) => held.whole.find(({ turn }) => turn.exchangeId === exchangeId && turn.index === index),
    exchange: async (id) => held.exchanges.find(({ exchange }) => exchange.id === id)?.exchange,
    exchangeSummary: async (id) => held.exchanges.find(({ exchange }) => exchange.id === id)?.summary,
    exchanges: async ({ limit = 200, before } = {}) =>
      held.exchanges
        .map(({ summary }) => summary)
        .filter(({ id }) => before === undefined || id < before)
        .slice(0, limit),
    async changes(since) {
      asked.push(since);
      return { seq, sessions: [], turns: held.turns.filter((turn) => (changedAt.get(keyOf(turn)) ?? 0) > since) };
    },
    close: async () => {},
  };
}

function keyOf({ exchangeId, index }: TurnSummary): string {
  return `${exchangeId}/${index}`;
}

const noUsage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

export function sessionSummary(over: Partial<SessionSummary> = {}): SessionSummary {
  return { id: "s1", title: "fix the test", providers: ["p"], models: ["m"], turns: 1, running: 0, errors: 0, startedAt: 1, lastAt: 2, usage: noUsage, contextTokens: 0, ...over };
}

export function turnSummary(over: Partial<TurnSummary> = {}): TurnSummary {
  return {
    exchangeId: "e1", index: 0, session: "s1", kind: "turn", provider: "p", transport: "http", model: "m", state: "completed", phase: "done",
    startedAt: 1, asked: "", fromUser: true, answered: "", tools: [], outputTokens: 0, outputEstimated: false, entries: 1, problems: [], ...over,
  };
}

export function turnOf(over: Partial<Turn> = {}): Turn {
  return {
    exchangeId: "e1", index: 0, kind: "turn", provider: "p", origin: {}, model: "m", input: [], system: [], tools: [], settings: {}, output: [],
    state: "completed", phase: "done", askedAt: 0, problems: [], ...over,
  };
}

export function exchangeOf(over: Partial<Exchange> = {}): { summary: ExchangeSummary; exchange: Exchange } {
  const exchange: Exchange = {
    id: "e1", provider: "p", transport: "http", startedAt: 1_000, upstream: "https://api.example/v1/x",
    request: { method: "POST", path: "/v1/x", headers: [["content-type", "application/json"]], upgrade: false },
    response: { status: 200, statusText: "OK", headers: [] }, answeredAt: 5, messages: [], outcome: { type: "completed" }, endedAt: 9, ...over,
  };
  const summary: ExchangeSummary = {
    id: exchange.id, provider: exchange.provider, transport: exchange.transport, method: exchange.request.method, path: exchange.request.path,
    upstream: exchange.upstream, startedAt: exchange.startedAt, state: exchange.outcome?.type ?? "running", turns: 1, bytesFromClient: 0, bytesFromUpstream: 0,
  };
  return { summary, exchange };
}
