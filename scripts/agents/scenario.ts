import type { FakeUpstreamOptions } from "../../test/support/fake-upstream.ts";
import type { Prepare } from "./agent-command.ts";

/** One run of an agent, and what must come of it. */
export interface Scenario {
  readonly name: string;
  /** `proxy`: the agent is pointed at a proxy that runs already; `launcher`: `ccxray <agent> …` starts it. */
  readonly through: "proxy" | "launcher";
  readonly prepare: Prepare;
  readonly upstream?: FakeUpstreamOptions;
  readonly expect: Expectation;
}

export interface Expectation {
  /** The agent's exit code. */
  readonly code: number;
  /** What the agent prints. */
  readonly says: string;
  readonly agent: { readonly name: string; readonly version: string };
  /** The turns in the journal, in order. */
  readonly turns: readonly ExpectedTurn[];
  /** Bytes may differ between the two sides where one of them broke off. */
  readonly broken?: true;
}

export interface ExpectedTurn {
  readonly kind: "turn" | "prewarm";
  readonly transport: "http" | "websocket";
  readonly state: "completed" | "failed" | "cut";
  readonly status?: number;
  /** How many tools the model called, each with success. */
  readonly tools: number;
  /** Of `usage`: input, read from and written to a cache, output, reasoning. Absent: nothing was said. */
  readonly tokens?: readonly [number, number, number, number, number];
}
