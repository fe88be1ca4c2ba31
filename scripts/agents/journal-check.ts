import { zstdDecompressSync } from "node:zlib";
import type { SessionSummary, ToolUse, TurnSummary } from "../../src/domain/session.ts";
import type { Received } from "../../test/support/fake-upstream.ts";
import { expectSame, type Problems } from "./problems.ts";
import type { ExpectedTurn, Expectation } from "./scenario.ts";

/** What `ccxray show SESSION --json` and the API say of a session. */
export interface JournalSession {
  readonly session: SessionSummary;
  readonly turns: readonly TurnSummary[];
}

/** Compares what the journal says with what the agent did, and with what the upstream saw itself. */
export function journalProblems({ session, turns }: JournalSession, received: readonly Received[], project: string, { agent, turns: expected }: Expectation): Problems {
  const models = [...new Set(asksOf(received).flatMap((ask) => modelOf(ask) ?? []))];
  return [
    ...expectSame("agent", [session.agent, session.agentVersion], [agent.name, agent.version]),
    ...expectSame("session id", session.id, sessionIdOf(received)),
    ...expectSame("folder", session.cwd, project),
    ...expectSame("models", session.models, models),
    ...expectSame("running turns", session.running, 0),
    ...expectSame("number of turns", session.turns, expected.filter(({ kind }) => kind === "turn").length),
    ...expectSame("title", session.title.includes("Please say hello."), true),
    ...expectSame("turns", turns.map(described), expected),
  ];
}

function described({ kind, transport, state, status, tools, usage }: TurnSummary): ExpectedTurn {
  return {
    kind,
    transport,
    state,
    ...(status !== undefined && { status }),
    tools: tools.filter(hasWorked).length,
    ...(usage && { tokens: [usage.input, usage.cacheRead, usage.cacheWrite, usage.output, usage.reasoning] }),
  } as ExpectedTurn;
}

function hasWorked({ failed, hint }: ToolUse): boolean {
  return failed !== true && hint.includes("echo ran");
}

/** What asked a model: bodies over HTTP, messages on a WebSocket. */
function asksOf(received: readonly Received[]): readonly Received[] {
  return received.filter(({ kind, method }) => kind === "message" || (kind === "request" && method === "POST"));
}

function modelOf({ headers, body }: Received): string | undefined {
  const text = headers.includes("zstd") ? zstdDecompressSync(body) : body;
  return (JSON.parse(text.toString()) as { model?: string }).model;
}

function sessionIdOf(received: readonly Received[]): string | undefined {
  for (const { headers } of received) {
    const at = headers.findIndex((name, i) => i % 2 === 0 && /^(session-id|x-claude-code-session-id)$/i.test(name));
    if (at >= 0) return headers[at + 1];
  }
  return undefined;
}
