import type { ArgDef, ArgsDef } from "citty";
import { CcxrayError } from "../domain/errors.ts";
import { didYouMean } from "./nearest.ts";

/** One flag of ours, read. */
export interface Flag {
  /** As typed, without its value. */
  readonly typed: string;
  readonly name: string;
  /** As one word: `--port=5600`, `--json`, `--no-browser`. */
  readonly word: string;
}

/**
 * Takes flags from the front up to the first word that is none, or to `--`. Both `--flag=value` and `--flag value`
 * are read. Throws USAGE for a flag that is unknown, lacks its value or has a wrong one.
 */
export function takeFlags(tokens: readonly string[], known: ArgsDef): { readonly flags: readonly Flag[]; readonly rest: readonly string[] } {
  const flags: Flag[] = [];
  let rest = tokens;
  for (let token = rest[0]; token !== undefined && isFlag(token); token = rest[0]) {
    const { flag, taken } = readFlag(token, rest[1], known);
    flags.push(flag);
    rest = rest.slice(taken);
  }
  return { flags, rest };
}

function isFlag(token: string): boolean {
  return token.startsWith("-") && token !== "-" && token !== "--";
}

function readFlag(token: string, next: string | undefined, known: ArgsDef): { readonly flag: Flag; readonly taken: number } {
  const at = token.indexOf("=");
  const typed = at < 0 ? token : token.slice(0, at);
  const inline = at < 0 ? undefined : token.slice(at + 1);
  const { name, definition, negated } = findFlag(typed, known) ?? unknownFlag(typed, known);
  if (definition.type === "boolean") return { flag: { typed, name, word: booleanWord(typed, name, negated, inline) }, taken: 1 };
  const value = inline ?? next;
  // A value that looks like a flag was forgotten; a negative number is one, and is judged as a value.
  if (value === undefined || (inline === undefined && /^--?[a-z]/i.test(value))) {
    throw new CcxrayError("USAGE", `${typed} needs a value`, { hint: `Write it as ${typed} <${hintOf(definition)}>` });
  }
  return { flag: { typed, name, word: `--${name}=${value}` }, taken: inline === undefined ? 2 : 1 };
}

interface FoundFlag {
  readonly name: string;
  readonly definition: ArgDef;
  readonly negated: boolean;
}

function findFlag(typed: string, known: ArgsDef): FoundFlag | undefined {
  const found = (name: string, negated: boolean): FoundFlag | undefined => {
    const definition = Object.hasOwn(known, name) ? known[name] : undefined;
    return definition && definition.type !== "positional" ? { name, definition, negated } : undefined;
  };
  if (!typed.startsWith("--")) {
    const long = Object.entries(known).find(([, definition]) => "alias" in definition && [definition.alias].flat().includes(typed.slice(1)));
    return long && found(long[0], false);
  }
  const negated = typed.startsWith("--no-") ? found(typed.slice(5), true) : undefined;
  return found(typed.slice(2), false) ?? (negated?.definition.type === "boolean" ? negated : undefined);
}

function booleanWord(typed: string, name: string, negated: boolean, inline: string | undefined): string {
  if (inline !== undefined && inline !== "true" && inline !== "false") {
    throw new CcxrayError("USAGE", `${typed}=${inline} is neither true nor false`, { hint: `Use --${name} or --no-${name}` });
  }
  return negated === (inline === "false") ? `--${name}` : `--no-${name}`;
}

function hintOf(definition: ArgDef): string {
  return ("valueHint" in definition ? definition.valueHint : undefined) ?? "value";
}

/** Throws USAGE, naming the flags that may have been meant. */
export function unknownFlag(typed: string, known: ArgsDef, where = ""): never {
  const spellings = Object.entries(known).flatMap(([name, { type }]) => {
    if (type === "positional") return [];
    return type === "boolean" ? [`--${name}`, `--no-${name}`] : [`--${name}`];
  });
  throw new CcxrayError("USAGE", `there is no flag ${typed}${where}.${didYouMean(typed, spellings)}`, {
    hint: "See ccxray --help. Flags of an agent belong after its name.",
  });
}
