import type { ArgsDef } from "citty";
import type { Flags } from "./flags.ts";
import type { AgentCall } from "./split-agent.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is run with. */
export interface Invocation {
  readonly flags: Flags;
  readonly agent: AgentCall | undefined;
  readonly terminal: Terminal;
}

/** Does a command's work; resolves to the exit status. Throws `CcxrayError` for what the user should know. */
export type Run = (invocation: Invocation) => Promise<number>;

/** A command as data: all that its help needs, and where its code is. */
export interface Command {
  readonly summary: string;
  /** What follows the command's name and flags, for the usage line. */
  readonly operands?: string;
  readonly args: ArgsDef;
  /** The first word that is not ours names an agent, and all that follows is the agent's. */
  readonly takesAgent?: true;
  /** Takes any number of files; with `takesAgent`, in front of the agent. */
  readonly takesFiles?: true;
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Loads the code, which is done only when it is about to run. */
  readonly load: () => Promise<Run>;
}
