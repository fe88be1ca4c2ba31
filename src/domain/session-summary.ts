import type { SessionSummary, TurnSummary } from "./session.ts";
import type { Usage } from "./turn.ts";

const NO_USAGE: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** The session that these turns make, in whatever order they come. All must be of one session. */
export function sessionOf(given: readonly TurnSummary[]): SessionSummary {
  const all = given.toSorted((a, b) => a.startedAt - b.startedAt);
  const turns = all.filter(({ kind }) => kind === "turn");
  // A title request may run in a folder of no meaning, so turns tell first who and where.
  const tellers = [...turns, ...all];
  const agent = tellers.find((turn) => turn.agent !== undefined)?.agent;
  const agentVersion = tellers.find((turn) => turn.agentVersion !== undefined)?.agentVersion;
  const cwd = tellers.find((turn) => turn.cwd !== undefined)?.cwd;
  return {
    id: all[0]?.session ?? "",
    title: titleOf(all, turns),
    ...(agent !== undefined && { agent }),
    ...(agentVersion !== undefined && { agentVersion }),
    ...(cwd !== undefined && { cwd }),
    providers: distinct(all.map(({ provider }) => provider)),
    models: distinct(turns.map(({ model }) => model)),
    turns: turns.length,
    running: all.filter(({ state }) => state === "running").length,
    errors: turns.filter(({ state }) => state === "failed" || state === "cut").length,
    startedAt: all[0]?.startedAt ?? 0,
    lastAt: all.reduce((last, { startedAt, durationMs = 0 }) => Math.max(last, startedAt + durationMs), 0),
    usage: all.reduce((sum, { usage }) => (usage === undefined ? sum : added(sum, usage)), NO_USAGE),
    contextTokens: contextOf(turns),
  };
}

/** The agent's own title, the newest first; else the first thing that a person said. */
function titleOf(all: readonly TurnSummary[], turns: readonly TurnSummary[]): string {
  const named = all.findLast(({ kind, state, answered }) => kind === "title" && state === "completed" && answered !== "");
  return named?.answered ?? turns.find(({ fromUser }) => fromUser)?.asked ?? turns[0]?.asked ?? "";
}

/** Everything the model was sent at the main conversation's last turn that was counted. */
function contextOf(turns: readonly TurnSummary[]): number {
  const counted = turns.filter(({ usage }) => usage !== undefined);
  const usage = (counted.findLast(({ thread }) => thread === undefined) ?? counted.at(-1))?.usage ?? NO_USAGE;
  return usage.input + usage.cacheRead + usage.cacheWrite;
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

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== "");
}
