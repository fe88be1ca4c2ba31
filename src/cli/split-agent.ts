import type { ArgsDef } from "citty";
import { agents } from "../agents/registry.ts";
import { CcxrayError } from "../domain/errors.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { didYouMean } from "./nearest.ts";
import { type Flag, takeFlags, unknownFlag } from "./take-flags.ts";

/** The part of a command line that is the agent's. */
export interface AgentCall {
  readonly command: string;
  /** As typed, also `--help` and `--port`. */
  readonly args: readonly string[];
}

/** A command line taken apart, before values are judged. */
export interface CommandLine {
  /** A key of the commands, or the word of a group. Undefined: none was given. */
  readonly command: string | undefined;
  /** Our flags and positional arguments, each flag with its value as one word. */
  readonly ours: readonly string[];
  readonly agent: AgentCall | undefined;
  readonly asks: "help" | "version" | undefined;
}

/** The commands and agents that a command line may name. */
export interface Grammar {
  readonly commands: Readonly<Record<string, Command>>;
  readonly agents: readonly string[];
  /** The command that runs an agent which is named without one. */
  readonly agentCommand: string;
}

const presentGrammar: Grammar = { commands, agents: agents.map(({ name }) => name), agentCommand: "proxy" };

/** Flags before any command's name. */
const topArgs = { version: { type: "boolean", alias: ["v", "V"] } } as const satisfies ArgsDef;

/**
 * Takes a command line apart: flags before the agent's name are ours, everything after it is the agent's,
 * unchanged. Throws USAGE for what is unknown.
 */
export function splitAgent(argv: readonly string[], grammar: Grammar = presentGrammar): CommandLine {
  // A flag means the same in every command that has it, so it can be read before the command is known.
  const anyArgs: ArgsDef = Object.assign({}, ...Object.values(grammar.commands).map(({ args }) => flagsOf(args)), topArgs);
  const { flags, rest } = takeFlags(argv, anyArgs);
  if (rest[0] === "help") return { ...splitAgent([...argv.slice(0, argv.length - rest.length), ...rest.slice(1)], grammar), asks: "help" };
  if (rest.length === 0) return { command: undefined, ours: words(flags), agent: undefined, asks: asked(flags) };

  const { command, after } = takeCommand(rest, grammar);
  const { args = anyArgs, takesAgent, takesFiles = false } = grammar.commands[command] ?? {};
  const known = { args, takesFiles };
  const { own, positional, agent } = takesAgent ? takeAgent(command, after, known, grammar) : takeOperands(command, after, known);
  const all = [...flags, ...own];
  if (asked(all) === undefined) refuseForeign(all, args, command);
  return { command, ours: [...words(all), ...positional], agent, asks: asked(all) };
}

function flagsOf(args: ArgsDef): ArgsDef {
  return Object.fromEntries(Object.entries(args).filter(([, { type }]) => type !== "positional"));
}

function words(flags: readonly Flag[]): readonly string[] {
  return flags.map(({ word }) => word);
}

function asked(flags: readonly Flag[]): CommandLine["asks"] {
  return flags.map(({ name }) => name).find((name) => name === "help" || name === "version");
}

/** The command's name, and what follows it. An agent's name and `--` stand for the command that runs agents, and are left in place. */
function takeCommand(rest: readonly string[], { commands: all, agents: names, agentCommand }: Grammar): { readonly command: string; readonly after: readonly string[] } {
  const [word = "", next] = rest;
  if (word === "--" || names.includes(word)) return { command: agentCommand, after: rest };
  if (Object.hasOwn(all, word)) return { command: word, after: rest.slice(1) };

  const members = Object.keys(all).filter((name) => name.startsWith(`${word} `));
  if (members.includes(`${word} ${next}`)) return { command: `${word} ${next}`, after: rest.slice(2) };
  if (members.length > 0 && (next === undefined || next.startsWith("-"))) return { command: word, after: rest.slice(1) };
  if (members.length > 0) {
    const seconds = members.map((name) => name.slice(word.length + 1));
    throw new CcxrayError("USAGE", `there is no command ${JSON.stringify(`${word} ${next}`)}.${didYouMean(next ?? "", seconds)}`, {
      hint: `There are: ${members.join(", ")}`,
    });
  }
  const known = [...new Set(Object.keys(all).map((name) => name.split(" ")[0] ?? name)), ...names];
  throw new CcxrayError("USAGE", `there is no command or agent ${JSON.stringify(word)}.${didYouMean(word, known)}`, {
    hint: `See ccxray --help. Any other program: ccxray ${agentCommand} -- ${word}`,
  });
}

interface Known {
  readonly args: ArgsDef;
  readonly takesFiles: boolean;
}

interface Operands {
  readonly own: readonly Flag[];
  readonly positional: readonly string[];
  readonly agent: AgentCall | undefined;
}

/** Flags and files, up to the agent's name or `--`; the rest is the agent's. */
function takeAgent(command: string, tokens: readonly string[], { args, takesFiles }: Known, { agents: names }: Grammar): Operands {
  const own: Flag[] = [];
  const positional: string[] = [];
  for (let rest = tokens; ; ) {
    const taken = takeFlags(rest, args);
    const [first, ...others] = taken.rest;
    own.push(...taken.flags);
    if (first === undefined) return { own, positional, agent: undefined };
    if (first === "--") {
      const [program, ...programArgs] = others;
      return { own, positional, agent: program === undefined ? undefined : { command: program, args: programArgs } };
    }
    if (names.includes(first)) return { own, positional, agent: { command: first, args: others } };
    if (!takesFiles || !looksLikeFile(first)) throw noAgent(command, first, names, takesFiles);
    positional.push(first);
    rest = others;
  }
}

/** A file's name has an extension or a folder; so a mistyped agent is not taken for one. */
function looksLikeFile(word: string): boolean {
  return /[./\\]/.test(word);
}

function noAgent(command: string, word: string, names: readonly string[], takesFiles: boolean): CcxrayError {
  const file = takesFiles ? ` A file without a dot in its name: ./${word}.` : "";
  return new CcxrayError("USAGE", `there is no agent ${JSON.stringify(word)}.${didYouMean(word, names)}`, {
    hint: `Agents: ${names.join(", ")}. Any other program: ccxray ${command} ${takesFiles ? "FILE " : ""}-- ${word}.${file}`,
  });
}

function takeOperands(command: string, tokens: readonly string[], { args, takesFiles }: Known): Operands {
  const own: Flag[] = [];
  const positional: string[] = [];
  for (let rest = tokens; rest.length > 0; ) {
    const taken = takeFlags(rest, args);
    const [word, ...others] = taken.rest;
    own.push(...taken.flags);
    if (word !== undefined) positional.push(word);
    rest = others;
  }
  const places = takesFiles ? positional.length : Object.values(args).filter(({ type }) => type === "positional").length;
  const extra = positional[places];
  if (extra !== undefined) throw new CcxrayError("USAGE", `ccxray ${command} takes no ${JSON.stringify(extra)}`, { hint: `See ccxray ${command} --help` });
  return { own, positional, agent: undefined };
}

/** Flags given before the command may be another command's. */
function refuseForeign(flags: readonly Flag[], args: ArgsDef, command: string): void {
  const own = flagsOf(args);
  const foreign = flags.find(({ name }) => !Object.hasOwn(own, name));
  if (foreign) unknownFlag(foreign.typed, args, ` for ccxray ${command}`);
}
