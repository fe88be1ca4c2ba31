import { isObject, parseJson, type Json, type JsonObject } from "./json.ts";
import { oneLine } from "./one-line.ts";
import type { ToolUse } from "./session.ts";
import type { Block } from "./turn.ts";

const LONGEST_HINT = 200;

/** Arguments that tell a person what a call is about, the most telling first. */
const TELLING = ["command", "cmd", "file_path", "notebook_path", "pattern", "path", "query", "queries", "url", "skill", "subject", "description", "prompt"];

/** The tools that were called in an answer, in order. */
export function toolUses(output: readonly Block[]): readonly ToolUse[] {
  return output.flatMap((block) => (block.type === "toolCall" ? [{ id: block.id, name: block.name, hint: hintOf(block.input) }] : []));
}

/** The one argument that a person looks for, on one line. */
function hintOf(input: Json): string {
  if (typeof input === "string") return oneLine(hintOfText(input), LONGEST_HINT);
  if (!isObject(input)) return oneLine(plain(input), LONGEST_HINT);
  return oneLine(plain(telling(input)), LONGEST_HINT);
}

function telling(input: JsonObject): Json {
  const name = TELLING.find((one) => plain(input[one]) !== "");
  return (name === undefined ? Object.values(input).find((value) => plain(value) !== "") : input[name]) ?? "";
}

/** Texts and numbers as they are, lists joined; anything deeper says nothing in one line. */
function plain(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? (value as readonly Json[]).map(plain).filter((one) => one !== "").join(" ") : "";
}

const COMMAND = /\b(?:command|cmd|file_path|path|query|url)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)|'((?:[^'\\]|\\.)*)|`((?:[^`\\]|\\.)*))/;
const PATCHED_FILE = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm;

/** The hint of an input that is a script, a patch, or JSON that is still being written. */
function hintOfText(input: string): string {
  const text = input.slice(0, 20_000);
  const files = [...text.matchAll(PATCHED_FILE)].map(([, file = ""]) => file.trim());
  if (files.length > 0) return files.join(" ");
  const [, quoted, single, backquoted] = COMMAND.exec(text) ?? [];
  return unescaped(quoted) ?? single ?? backquoted ?? text;
}

function unescaped(quoted: string | undefined): string | undefined {
  const value = quoted === undefined ? undefined : parseJson(`"${quoted}"`);
  return typeof value === "string" ? value : quoted;
}
