import type { CcxrayError } from "../domain/errors.ts";
import type { ExchangeEvent, Opening, RequestHead } from "../domain/exchange.ts";
import type { Json, ReadJson } from "../domain/json.ts";
import type { Turn } from "../domain/turn.ts";
import type { ReplayKnowledge } from "./replay-knowledge.ts";

/** A place that requests can be sent to, and the environment variables that move it elsewhere. */
export interface UpstreamSpec {
  /** As in `--upstream NAME=URL`. */
  readonly name: string;
  /** Base URL, with its base path. */
  readonly defaultUrl: string;
  /** In order of precedence. */
  readonly env: readonly string[];
  /** The base path that routes are relative to, from the path of the configured URL (no trailing slash), where they differ. */
  readonly basePath?: (configured: string) => string;
}

/** Which upstream a request goes to, and the path (with query) it has there, before the base path is put in front. */
export interface Route {
  readonly upstream: string;
  readonly path: string;
}

/** What a fold is given: each message by itself. */
export type TurnEvent = Exclude<ExchangeEvent, { type: "opened" | "messages" }>;

/**
 * Folds the events of one exchange into turns as they come. Live view and later reading use the
 * same fold, so they cannot differ. Never throws: what cannot be read becomes a `problem`.
 */
export interface TurnReader {
  take(event: TurnEvent): void;
  /** The turns so far, in order, from the one of that number (default 0) on; the last may be running. */
  turns(from?: number): readonly Turn[];
  /** Turns before that number have ended, and nobody asks for them again: what was said in them may be let go of. */
  forget(before: number): void;
}

/** All that ccxray knows of one wire protocol. No other folder names a provider. Every method is pure and none throws. */
export interface Provider {
  readonly id: string;
  readonly label: string;
  readonly upstreams: readonly UpstreamSpec[];
  /** Does this request speak this protocol? Decided from the head alone, and disjoint between providers. */
  claims(request: RequestHead): boolean;
  /** Where a claimed request goes. */
  route(request: RequestHead): Route;
  /** A fold over the events of one exchange that this provider claims. `readJson` reads what is asked; default: `readWholeJson`. */
  reader(opening: Opening, readJson?: ReadJson): TurnReader;
  /** Header names (lower case), beyond the common ones, whose values are secret. */
  readonly secretHeaders: readonly string[];
  /** What replay needs; absent: asks are compared by method, path and body as they are. */
  readonly replay?: ReplayKnowledge;
  /** An error of ours in the shape this protocol's clients show to their users. */
  errorBody(error: CcxrayError): Json;
}
