import type { Transport } from "./exchange.ts";
import { parseJson, textAt } from "./json.ts";
import { lastLines, oneLine } from "./one-line.ts";
import { personText } from "./person-text.ts";
import type { ToolUse, TurnSummary } from "./session.ts";
import { toolUses } from "./turn-summary-tools.ts";
import type { Block, Entry, Turn } from "./turn.ts";

const LONGEST_ASKED = 200;
const LONGEST_ANSWERED = 300;
/** Characters of a token, for an answer that the upstream has not counted (yet). */
const CHARACTERS_PER_TOKEN = 4;

/** What a turn does not know of itself. */
export interface TurnContext {
  /** The session it is listed under. */
  readonly session: string;
  readonly transport: Transport;
  /** When its exchange started, Unix time in milliseconds. */
  readonly startedAt: number;
}

/** A turn as a row of a list. Its tools' results are in the next ask: see `withToolResults`. */
export function summarize(turn: Turn, { session, transport, startedAt }: TurnContext): TurnSummary {
  const { exchangeId, index, kind, provider, model, state, phase, status, error, stopReason, usage, problems } = turn;
  const { thread, agent, agentVersion, cwd } = turn.origin;
  return {
    exchangeId,
    index,
    session,
    kind,
    provider,
    transport,
    model,
    state,
    phase,
    problems,
    startedAt: startedAt + turn.askedAt,
    ...askedOf(turn.input),
    answered: answeredOf(turn),
    tools: toolUses(turn.output),
    ...outputOf(turn),
    entries: turn.input.length,
    ...(thread !== undefined && { thread }),
    ...(agent !== undefined && { agent }),
    ...(agentVersion !== undefined && { agentVersion }),
    ...(cwd !== undefined && { cwd }),
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error }),
    ...(stopReason !== undefined && { stopReason }),
    ...(usage !== undefined && { usage }),
    ...(turn.firstTokenAt !== undefined && { firstTokenMs: turn.firstTokenAt - turn.askedAt }),
    ...(turn.endedAt !== undefined && { durationMs: turn.endedAt - turn.askedAt }),
  };
}

/** A turn's summary with what the next ask tells of its tools: whether they failed. */
export function withToolResults(summary: TurnSummary, next: Turn): TurnSummary {
  if (summary.tools.length === 0) return summary;
  const failed = new Map(
    next.input.flatMap(({ blocks }) => blocks).flatMap((block) => (block.type === "toolResult" && block.isError !== undefined ? [[block.id, block.isError] as const] : [])),
  );
  return { ...summary, tools: summary.tools.map((tool) => withResult(tool, tool.id === "" ? undefined : failed.get(tool.id))) };
}

function withResult(tool: ToolUse, failed: boolean | undefined): ToolUse {
  return failed === undefined ? tool : { ...tool, failed };
}

/** What was said after the model's last answer: by the person, or else by a tool. */
function askedOf(input: readonly Entry[]): Pick<TurnSummary, "asked" | "fromUser"> {
  const news = input.slice(input.findLastIndex(({ role }) => role === "assistant") + 1);
  const said = news.filter(({ role }) => role === "user").flatMap(({ blocks }) => blocks.map(personTextOf));
  const own = said.findLast((text) => text !== "");
  if (own !== undefined) return { asked: oneLine(own, LONGEST_ASKED), fromUser: true };
  const result = news.flatMap(({ blocks }) => blocks).findLast((block) => block.type === "toolResult");
  return { asked: oneLine(result?.content ?? "", LONGEST_ASKED), fromUser: false };
}

function personTextOf(block: Block): string {
  return block.type === "text" ? personText(block.text) : "";
}

/** The end of what was answered. An agent's title for its session is the title itself, not the JSON around it. */
function answeredOf({ kind, output }: Turn): string {
  const last = output.findLast((block) => block.type === "text") ?? output.findLast((block) => block.type === "thinking");
  const text = last?.text ?? "";
  const title = kind === "title" ? textAt(parseJson(text), "title") : undefined;
  return title === undefined ? lastLines(text, 2, LONGEST_ANSWERED) : oneLine(title, LONGEST_ANSWERED);
}

/** Counts are final only together with a stop reason: before it, some upstreams say 1. */
function outputOf({ output, usage, stopReason }: Turn): Pick<TurnSummary, "outputTokens" | "outputEstimated"> {
  if (usage !== undefined && stopReason !== undefined) return { outputTokens: usage.output, outputEstimated: false };
  const characters = output.reduce((sum, block) => sum + lengthOf(block), 0);
  return { outputTokens: Math.max(usage?.output ?? 0, Math.ceil(characters / CHARACTERS_PER_TOKEN)), outputEstimated: true };
}

function lengthOf(block: Block): number {
  if (block.type === "text" || block.type === "thinking") return block.text.length;
  if (block.type !== "toolCall") return 0;
  return typeof block.input === "string" ? block.input.length : JSON.stringify(block.input).length;
}
