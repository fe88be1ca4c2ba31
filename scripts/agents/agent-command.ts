import type { Sandbox } from "./sandbox.ts";

/** How an agent is run on a prompt. */
export interface AgentCommand {
  /** `sh`: a line that starts the agent with what a launcher tells in the environment. */
  readonly agent: "codex" | "claude" | "sh";
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Writes the agent's configuration into the sandbox. `base`: where its requests go; undefined when a launcher tells it. */
export type Prepare = (sandbox: Sandbox, base: string | undefined) => AgentCommand;
