import type { State } from "./exchange.ts";
import type { Json } from "./json.ts";

/** One part of what a model read or wrote. `unknown` keeps what we do not understand yet. */
export type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly text: string }
  | { readonly type: "toolCall"; readonly id: string; readonly name: string; readonly input: Json }
  /** `isError` is undefined where the wire does not say. */
  | { readonly type: "toolResult"; readonly id: string; readonly isError?: boolean; readonly content: string }
  | { readonly type: "unknown"; readonly label: string; readonly raw: Json };

export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/** One item of the conversation that the model was sent, in order. */
export interface Entry {
  readonly role: Role;
  readonly blocks: readonly Block[];
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly raw: Json;
}

/**
 * Token counts, normalised over providers: `input` is what was neither read from nor written to a cache;
 * `output` includes `reasoning`.
 */
export interface Usage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Who sent an ask, as the wire itself says it. Absent members were not said; nothing is guessed. */
export interface Origin {
  /** Groups turns to a session. */
  readonly session?: string;
  /** A conversation of its own within the session: a sub-agent, a title request. */
  readonly thread?: string;
  readonly agent?: string;
  readonly agentVersion?: string;
  readonly cwd?: string;
}

/**
 * - `turn`: a model was asked and answers
 * - `prewarm`: a turn without an answer, that only fills the cache (Codex over WebSocket)
 * - `title`: a side request of the agent for its own screens
 */
export type TurnKind = "turn" | "prewarm" | "title";

/** What a running turn is doing. */
export type Phase = "waiting" | "thinking" | "text" | "tool" | "done";

/** One ask to a model and its answer. An HTTP exchange holds one; a WebSocket may hold many. */
export interface Turn {
  readonly exchangeId: string;
  /** Position within the exchange, from 0. */
  readonly index: number;
  readonly kind: TurnKind;
  readonly provider: string;
  readonly origin: Origin;
  /** The model that was asked for. */
  readonly model: string;
  /** The model that answered, where it is said and differs. */
  readonly servedModel?: string;
  /** Everything the model was sent, system prompt and tools apart. On a WebSocket: only what was new (see `previousId`). */
  readonly input: readonly Entry[];
  /** The answer this ask continues, when its input is only the news (`previous_response_id`). */
  readonly previousId?: string;
  /** The id the upstream gave its answer. */
  readonly responseId?: string;
  readonly system: readonly string[];
  readonly tools: readonly ToolDefinition[];
  /** Other members of the ask, by name (temperature, reasoning, …). */
  readonly settings: Readonly<Record<string, Json>>;
  readonly output: readonly Block[];
  readonly usage?: Usage;
  /** As the wire said it: `end_turn`, `tool_use`, `completed`, … */
  readonly stopReason?: string;
  /** How the turn ended; `failed` also for an error status or an error event. */
  readonly state: State;
  readonly phase: Phase;
  /** HTTP status of the answer (of the upgrade, on a WebSocket). */
  readonly status?: number;
  /** Why it failed, in a sentence. */
  readonly error?: string;
  /** Milliseconds since the exchange started. */
  readonly askedAt: number;
  readonly firstTokenAt?: number;
  readonly endedAt?: number;
  /** What could not be read, for the person to see; reading never throws. */
  readonly problems: readonly string[];
}
