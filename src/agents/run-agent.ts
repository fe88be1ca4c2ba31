import type { ChildProcess, SpawnOptions } from "node:child_process";
import { CcxrayError } from "../domain/errors.ts";
import { sendSignal, type Signals, type StopSignal, signalStatus } from "../platform/signals.ts";
import type { ReadyCommand } from "./prepare-launch.ts";

export interface RunParts {
  readonly spawn: (file: string, args: readonly string[], options: SpawnOptions) => Pick<ChildProcess, "once" | "kill" | "pid">;
  readonly signals: Signals;
  /** A terminal is attached, which sends Ctrl-C to the agent itself. */
  readonly interactive: boolean;
  /** Called when the agent was killed and may have left the terminal in disorder. */
  readonly restoreTerminal: () => void;
}

/**
 * Runs an agent in this terminal until it ends. Resolves to its exit status, or 128 + n when signal n ended
 * it, or had come before it was started (then it is not). Throws AGENT_NOT_FOUND when it cannot be started.
 */
export function runAgent(command: ReadyCommand, { spawn, signals, interactive, restoreTerminal }: RunParts): Promise<number> {
  if (signals.stopped) return Promise.resolve(signalStatus(signals.stopped));
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, { stdio: "inherit", env: { ...command.env }, windowsVerbatimArguments: command.verbatim });
    const takeBack = signals.handOver((signal) => {
      if (!sentByTerminal(signal, interactive)) sendSignal(child, signal);
    });
    child.once("error", (error) => {
      takeBack();
      reject(cannotStart(command.file, error));
    });
    child.once("exit", (code, signal) => {
      takeBack();
      if (signal) restoreTerminal();
      resolve(signal ? signalStatus(signal) : (code ?? 1));
    });
  });
}

/** A terminal sends Ctrl-C and Ctrl-\ to its whole foreground group: passed on, the agent would get them twice. */
function sentByTerminal(signal: StopSignal, interactive: boolean): boolean {
  return interactive && (signal === "SIGINT" || signal === "SIGQUIT");
}

function cannotStart(file: string, error: Error): CcxrayError {
  return new CcxrayError("AGENT_NOT_FOUND", `cannot start ${file}: ${error.message}`, {
    hint: "Check that it is a program for this machine and that you may run it.",
    cause: error,
  });
}
