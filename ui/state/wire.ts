import type { MessageRow } from "../../src/dashboard/contract.ts";
import { isObject, parseJson, textAt } from "../../src/domain/json.ts";

/** A message in a line: what kind of thing it says it is, and the start of what it says. */
export interface WireLine {
  readonly name: string;
  readonly preview: string;
}

const PREVIEW = 160;
/** Stands beside the preview already. */
const OWN_TYPE = /^\{\s*"type"\s*:\s*"[^"]*"\s*,\s*/;

export function wireLine(row: MessageRow): WireLine {
  if (row.binary) return { name: row.kind, preview: "binary" };
  const data = row.kind === "event" ? eventData(row.text) : row.text;
  const value = parseJson(data.slice(0, 20_000));
  const named = row.kind === "event" ? /^event:[ ]?(.+)$/m.exec(row.text)?.[1]?.trim() : undefined;
  const type = named ?? (value === undefined ? typeOfCut(data) : textAt(value, "type")) ?? row.kind;
  return { name: type, preview: oneLine(newsOf(value) ?? data.replace(OWN_TYPE, "{")) };
}

/** A text that was cut is no JSON any more, but most begin with their type. */
function typeOfCut(data: string): string | undefined {
  return /^\{"type"\s*:\s*"([^"]+)"/.exec(data)?.[1];
}

/** The data of a server-sent event, its lines joined (WHATWG HTML, 9.2.6). */
export function eventData(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(line[5] === " " ? 6 : 5))
    .join("\n");
}

/** A streamed piece of text is what a reader looks for in an event. */
function newsOf(value: ReturnType<typeof parseJson>): string | undefined {
  if (!isObject(value)) return undefined;
  const delta = value["delta"];
  if (typeof delta === "string") return delta;
  if (!isObject(delta)) return undefined;
  return textAt(delta, "text") ?? textAt(delta, "thinking") ?? textAt(delta, "partial_json");
}

function oneLine(text: string): string {
  return text.slice(0, PREVIEW * 2).replaceAll(/\s+/g, " ").trim().slice(0, PREVIEW);
}
