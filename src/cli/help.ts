import type { ArgDef } from "citty";
import type { Agent } from "../agents/agent.ts";
import type { Command } from "./command.ts";
import { EXIT_CODE_HELP } from "./exit-codes.ts";
import type { Paint } from "./terminal.ts";

/** The help of the program: what it is, its commands, agents, examples and exit statuses. */
export function programHelp(commands: Readonly<Record<string, Command>>, agents: readonly Agent[], paint: Paint): string {
  return [
    "See, record and replay what coding agents say to their model APIs.",
    section("Usage", [["ccxray <command> [flags]"], ["ccxray [flags] <agent> [args…]", "the same as ccxray proxy <agent>"]], paint),
    section("Commands", Object.entries(commands).map(([name, { summary }]) => [name, summary]), paint),
    section("Agents", agents.map(({ name, label }) => [name, label]), paint),
    section("Examples", Object.values(commands).flatMap(({ examples }) => examples.slice(0, 1)), paint),
    section("Exit status", EXIT_CODE_HELP, paint),
    "Help on one command: ccxray <command> --help\n",
  ].join("\n\n");
}

/** The help of one command. */
export function commandHelp(name: string, { summary, operands, args, examples, takesAgent }: Command, paint: Paint): string {
  const flags = Object.entries(args).filter(([, { type }]) => type !== "positional");
  const positional = Object.entries(args).filter(([, { type }]) => type === "positional");
  return [
    `${summary}.`,
    section("Usage", [[`ccxray ${name} [flags]${operands ? ` ${operands}` : ""}`]], paint),
    ...(positional.length > 0 ? [section("Arguments", positional.map(([one, { description }]) => [one.toUpperCase(), description ?? ""]), paint)] : []),
    section("Flags", flags.map(([flag, definition]) => flagRow(flag, definition)), paint),
    ...(takesAgent ? ["Flags before the agent's name are ccxray's; everything after it is the agent's, unchanged."] : []),
    section("Examples", examples, paint),
    section("Exit status", EXIT_CODE_HELP, paint),
  ].join("\n\n").concat("\n");
}

/** The help of a group of commands, such as `journal`. */
export function groupHelp(word: string, commands: Readonly<Record<string, Command>>, paint: Paint): string {
  const members = Object.entries(commands).filter(([name]) => name.startsWith(`${word} `));
  return `${section("Commands", members.map(([name, { summary }]) => [`ccxray ${name}`, summary]), paint)}\n\nHelp on one of them: ccxray ${word} <command> --help\n`;
}

function flagRow(name: string, definition: ArgDef): readonly [string, string] {
  if (definition.type === "boolean" && definition.default === true) return [`--no-${name}`, definition.negativeDescription ?? ""];
  const alias = "alias" in definition && definition.alias ? `-${[definition.alias].flat()[0]}, ` : "";
  const hint = "valueHint" in definition && definition.valueHint ? ` <${definition.valueHint}>` : "";
  return [`${alias}--${name}${hint}`, definition.description ?? ""];
}

function section(title: string, rows: readonly (readonly [string, string?])[], paint: Paint): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => (right ? `  ${paint("cyan", left.padEnd(width))}  ${right}` : `  ${paint("cyan", left)}`));
  return [paint("bold", title), ...lines].join("\n");
}
