import type { Env } from "../platform/env.ts";

/** Where an agent is to send its requests: scheme, host, port, perhaps a path, no trailing slash. */
export interface Base {
  readonly url: string;
}

/** How to start an agent so that it talks to `Base`. */
export interface Launch {
  readonly args: readonly string[];
  /** Variables to set in the agent's environment; undefined removes one. */
  readonly env: Env;
  /** What the user should know: for instance that the agent is set up to go round us. Whole sentences. */
  readonly notices: readonly string[];
}

/** All that is known of one coding agent. Pure. */
export interface Agent {
  /** As typed after `ccxray`. */
  readonly name: string;
  readonly label: string;
  /** The program to run. */
  readonly command: string;
  /** The command that installs it, where one is known. */
  readonly install?: string;
  /** `args` are the user's, and stay as they are; `env` is what the agent would have inherited. */
  launch(base: Base, args: readonly string[], env: Env): Launch;
}
