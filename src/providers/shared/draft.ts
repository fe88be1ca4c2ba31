import type { Opening, Outcome, State } from "../../domain/exchange.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { Entry, Origin, Phase, ToolDefinition, Turn, TurnKind, Usage } from "../../domain/turn.ts";
import { createOutput, type Output } from "./output.ts";

/** A turn while its exchange goes on. Only the reader that made it writes to it. */
export interface Draft {
  readonly exchangeId: string;
  readonly provider: string;
  readonly index: number;
  kind: TurnKind;
  origin: Origin;
  model: string;
  servedModel: string;
  input: readonly Entry[];
  previousId?: string | undefined;
  responseId?: string | undefined;
  system: readonly string[];
  tools: readonly ToolDefinition[];
  settings: Readonly<Record<string, Json>>;
  readonly output: Output;
  usage?: Usage | undefined;
  stopReason?: string | undefined;
  state: State;
  phase: Phase;
  status?: number | undefined;
  error?: string | undefined;
  askedAt: number;
  firstTokenAt?: number | undefined;
  endedAt?: number | undefined;
  problems: readonly string[];
  /** The turn once it has ended, so that a long connection does not build it anew each time. */
  whole?: Turn | undefined;
}

/** A turn of which only its place is known. */
export function createDraft(provider: string, opening: Opening, index: number, askedAt: number): Draft {
  return {
    exchangeId: opening.id,
    provider,
    index,
    askedAt,
    kind: "turn",
    origin: {},
    model: "",
    servedModel: "",
    input: [],
    system: [],
    tools: [],
    settings: {},
    output: createOutput(),
    state: "running",
    phase: "waiting",
    problems: [],
  };
}

/** Notes what could not be read. */
export function problem(draft: Draft, text: string): void {
  draft.problems = [...draft.problems, text];
  draft.whole = undefined;
}

/** Notes that the model is writing something now. */
export function writing(draft: Draft, phase: Phase, at: number): void {
  draft.phase = phase;
  draft.firstTokenAt ??= at;
}

/** Ends a turn; one that has ended stays as it is. */
export function finish(draft: Draft, state: State, at: number, error?: string): void {
  if (draft.endedAt !== undefined) return;
  draft.state = state;
  draft.phase = "done";
  draft.endedAt = at;
  draft.error = error ?? draft.error;
}

/** Ends a turn whose exchange ended before its answer was complete. */
export function finishWith(draft: Draft, outcome: Outcome, at: number): void {
  if (outcome.type !== "completed") {
    finish(draft, outcome.type, at, "message" in outcome ? outcome.message : undefined);
    return;
  }
  const { closing } = outcome;
  if (closing === undefined) return finish(draft, "cut", at, "The answer ended before it was complete.");
  const why = closing.reason === "" ? `${closing.code}` : `${closing.code}, ${closing.reason}`;
  const by = closing.by === "client" ? "agent" : "upstream";
  finish(draft, closing.by === "client" ? "aborted" : "cut", at, `The ${by} closed the connection (${why}) before the answer was complete.`);
}

/** The members of an ask that have no place of their own in a turn. */
export function settingsOf(ask: JsonObject, known: readonly string[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(ask).filter(([name]) => !known.includes(name)));
}

/** The turn as it is now; later events do not change it. */
export function turnOf(draft: Draft): Turn {
  if (draft.endedAt === undefined) return snapshot(draft);
  draft.whole ??= snapshot(draft);
  return draft.whole;
}

function snapshot(draft: Draft): Turn {
  const { servedModel, output, previousId, responseId, usage, stopReason, status, error, firstTokenAt, endedAt, whole: _, ...rest } = draft;
  return {
    ...rest,
    output: output.blocks(),
    ...(servedModel !== "" && servedModel !== draft.model && { servedModel }),
    ...(previousId !== undefined && { previousId }),
    ...(responseId !== undefined && { responseId }),
    ...(usage !== undefined && { usage }),
    ...(stopReason !== undefined && { stopReason }),
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error }),
    ...(firstTokenAt !== undefined && { firstTokenAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
