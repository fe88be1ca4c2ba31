import { defineCommand, runCommand } from "citty";
import { agents } from "../agents/registry.ts";
import { CcxrayError } from "../domain/errors.ts";
import { VERSION } from "../platform/version.ts";
import type { Command, Invocation } from "./command.ts";
import { commands } from "./commands.ts";
import { flagsFrom } from "./flags.ts";
import { commandHelp, groupHelp, programHelp } from "./help.ts";
import { reporting } from "./reporting.ts";
import { type CommandLine, splitAgent } from "./split-agent.ts";
import { painter, processTerminal, type Terminal } from "./terminal.ts";

/** Runs the program with its arguments (without node and script). Resolves to the exit status; never rejects. */
export function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  return reporting(terminal, async () => {
    const line = splitAgent(argv);
    const command = commands[line.command ?? ""];
    if (line.asks === "version") return print(terminal, `ccxray ${VERSION}\n`);
    if (line.asks === "help" || command === undefined) return help(line, command, terminal);
    return run(command, line, terminal);
  });
}

function help({ command: name, ours }: CommandLine, command: Command | undefined, terminal: Terminal): number {
  const paint = painter(terminal.stdout, terminal.env);
  if (name !== undefined && command) return print(terminal, commandHelp(name, command, paint));
  if (name !== undefined) return print(terminal, groupHelp(name, commands, paint));
  if (ours.some((word) => word !== "--help")) {
    throw new CcxrayError("USAGE", "flags, but no command or agent", { hint: `To run without an agent: ccxray proxy ${ours.join(" ")}` });
  }
  return print(terminal, programHelp(commands, agents, paint));
}

function print({ stdout }: Terminal, text: string): number {
  stdout.write(text);
  return 0;
}

async function run(command: Command, { ours, agent }: CommandLine, terminal: Terminal): Promise<number> {
  const work = await command.load();
  const definition = defineCommand({
    args: command.args,
    run: ({ args }) => work({ flags: flagsFrom(args, valuesOf("upstream", ours), valuesOf("report", ours)), agent, terminal } satisfies Invocation),
  });
  const { result } = await runCommand(definition, { rawArgs: [...ours] }).catch(asUsage);
  return result as number;
}

/** Every value that a flag was given, in order. */
function valuesOf(flag: string, ours: readonly string[]): readonly string[] {
  const start = `--${flag}=`;
  return ours.filter((word) => word.startsWith(start)).map((word) => word.slice(start.length));
}

/** citty's own complaints, such as a missing argument, are our users' errors of usage. */
function asUsage(error: unknown): never {
  if (error instanceof Error && error.name === "CLIError") throw new CcxrayError("USAGE", error.message, { hint: "See ccxray --help" });
  throw error;
}
