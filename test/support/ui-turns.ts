import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import type { Usage } from "../../src/domain/turn.ts";

/** The present of all made-up data: Unix milliseconds. */
export const NOW = Date.UTC(2026, 10, 24, 14, 30, 0);

const noUsage: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** A completed turn of Claude Code; give what differs. */
export function aTurn(differing: Partial<TurnSummary> = {}): TurnSummary {
  return {
    exchangeId: "0193-a",
    index: 0,
    session: "s1",
    kind: "turn",
    provider: "anthropic",
    transport: "http",
    agent: "claude-code",
    agentVersion: "2.1.197",
    cwd: "/home/ada/src/harbor",
    model: "claude-opus-4-8",
    state: "completed",
    phase: "done",
    status: 200,
    stopReason: "end_turn",
    startedAt: NOW - 60_000,
    firstTokenMs: 820,
    durationMs: 4200,
    asked: "",
    fromUser: false,
    answered: "",
    tools: [],
    outputTokens: 180,
    outputEstimated: false,
    entries: 4,
    problems: [],
    ...differing,
  };
}

/** A turn that runs now. */
export function aRunningTurn(differing: Partial<TurnSummary> = {}): TurnSummary {
  const turn = without(aTurn({ state: "running", phase: "text", outputEstimated: true, ...differing }), "durationMs", "stopReason");
  return differing.status === undefined ? without(turn, "status") : turn;
}

/** The same turn, of which some things are not known. */
export function without(turn: TurnSummary, ...keys: readonly ("durationMs" | "firstTokenMs" | "status" | "stopReason")[]): TurnSummary {
  return Object.fromEntries(Object.entries(turn).filter(([key]) => !keys.some((one) => one === key))) as unknown as TurnSummary;
}

/** What a session's turns add up to. */
export function aSession(turns: readonly TurnSummary[], differing: Partial<SessionSummary> = {}): SessionSummary {
  const first = turns[0] ?? aTurn();
  const last = turns.at(-1) ?? first;
  const counted = turns.filter(({ kind }) => kind === "turn");
  const usage = counted.reduce((sum, { usage: one = noUsage }) => added(sum, one), noUsage);
  const context = counted.findLast((turn) => turn.usage)?.usage ?? noUsage;
  return {
    id: first.session,
    title: turns.find(({ fromUser }) => fromUser)?.asked ?? "",
    ...(first.agent !== undefined && { agent: first.agent }),
    ...(first.agentVersion !== undefined && { agentVersion: first.agentVersion }),
    ...(first.cwd !== undefined && { cwd: first.cwd }),
    providers: [...new Set(turns.map(({ provider }) => provider))],
    models: [...new Set(turns.map(({ model }) => model))],
    turns: counted.length,
    running: turns.filter(({ state }) => state === "running").length,
    errors: turns.filter(({ state, status = 0 }) => state === "failed" || state === "cut" || status >= 400).length,
    startedAt: first.startedAt,
    lastAt: last.startedAt + (last.durationMs ?? NOW - last.startedAt),
    usage,
    contextTokens: context.input + context.cacheRead + context.cacheWrite,
    ...differing,
  };
}

function added(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}
