import type { State, Transport } from "./exchange.ts";
import type { Phase, TurnKind, Usage } from "./turn.ts";

/** A tool the model called in a turn, in order. `failed` is undefined until the next ask tells, or where the wire does not say. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** The one argument a person looks for (command, path, query), on one line, at most 200 characters. */
  readonly hint: string;
  readonly failed?: boolean;
}

/** A row of the turn list: everything a list needs, nothing that grows with the conversation. */
export interface TurnSummary {
  readonly exchangeId: string;
  readonly index: number;
  readonly session: string;
  readonly thread?: string;
  readonly kind: TurnKind;
  readonly provider: string;
  readonly transport: Transport;
  readonly agent?: string;
  readonly agentVersion?: string;
  readonly cwd?: string;
  readonly model: string;
  readonly state: State;
  readonly phase: Phase;
  readonly status?: number;
  readonly error?: string;
  readonly stopReason?: string;
  /** Unix time in milliseconds at which the model was asked. */
  readonly startedAt: number;
  /** Milliseconds from the ask to the first token. */
  readonly firstTokenMs?: number;
  /** Milliseconds from the ask to the end. Absent while running. */
  readonly durationMs?: number;
  /** What the person or the tools said last, one line, at most 200 characters. */
  readonly asked: string;
  /** True when a person's text, not a tool's result, opened this turn. */
  readonly fromUser: boolean;
  /** The last two lines of what was answered, at most 300 characters. */
  readonly answered: string;
  readonly tools: readonly ToolUse[];
  readonly usage?: Usage;
  /** Output tokens so far: counted by the upstream when it said, otherwise estimated (characters / 4). */
  readonly outputTokens: number;
  readonly outputEstimated: boolean;
  /** Number of things in the model's input, and how many of them are new since the turn before of the same thread. */
  readonly entries: number;
  readonly problems: readonly string[];
}

/** Turns that belong together. Derived from its turns, never stored as truth. */
export interface SessionSummary {
  /** As the agent named it; `unnamed-<process>` for asks that carry no session id. */
  readonly id: string;
  /** The first thing a person said, or the agent's own title for it. */
  readonly title: string;
  readonly agent?: string;
  readonly agentVersion?: string;
  readonly cwd?: string;
  readonly providers: readonly string[];
  readonly models: readonly string[];
  /** Turns of kind `turn`. */
  readonly turns: number;
  readonly running: number;
  readonly errors: number;
  /** Unix time in milliseconds. */
  readonly startedAt: number;
  readonly lastAt: number;
  readonly usage: Usage;
  /** Tokens in the model's input at the last turn with usage. */
  readonly contextTokens: number;
}

/** A row of the list of exchanges, also those that hold no turn (model lists, token counts, what nobody claims). */
export interface ExchangeSummary {
  readonly id: string;
  readonly provider: string;
  readonly transport: Transport;
  readonly method: string;
  readonly path: string;
  readonly upstream: string;
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly status?: number;
  readonly state: State;
  /** Why it did not complete, in a sentence. */
  readonly error?: string;
  readonly turns: number;
  readonly bytesFromClient: number;
  readonly bytesFromUpstream: number;
}
