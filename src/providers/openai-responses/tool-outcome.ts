import { numberAt, objectAt, parseJson, textAt, type JsonObject } from "../../domain/json.ts";

/** Heads of Codex' own tool outputs that tell how it went; the tool's text comes after them. */
const EXIT_CODE = /^(?:Process exited with code|Exit code:) (-?\d+)\s*$/m;
const SCRIPT = /^Script (completed|failed|terminated)\b/;

/** Whether a tool failed, where its output says so: most outputs do not, which is undefined. */
export function failureOf(item: JsonObject, parts: readonly string[]): boolean | undefined {
  const code = exitCode(objectAt(item, "output")) ?? parts.map((part) => exitCodeOfText(part)).find((one) => one !== undefined);
  if (code !== undefined) return code !== 0;
  const script = SCRIPT.exec(parts[0] ?? "")?.[1];
  if (script !== undefined && script !== "completed") return true;
  if (["failed", "incomplete"].includes(textAt(item, "status") ?? "")) return true;
  return script === undefined ? undefined : false;
}

function exitCodeOfText(text: string): number | undefined {
  if (text.startsWith("{")) return exitCode(parseJson(text) as JsonObject | undefined);
  const [head = ""] = text.slice(0, 500).split(/^Output:/m);
  const found = EXIT_CODE.exec(head)?.[1];
  return found === undefined ? undefined : Number(found);
}

function exitCode(value: JsonObject | undefined): number | undefined {
  return numberAt(value, "exit_code") ?? numberAt(objectAt(value, "metadata"), "exit_code");
}
