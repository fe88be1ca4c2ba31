import { parseJson } from "./json.ts";

/**
 * A value as lines that can be compared: JSON over several lines, line feeds within its strings as line breaks, other
 * text as it is. Ends with a line feed; an absent value is empty.
 */
export function laidOut(value: string | undefined): string {
  if (value === undefined) return "";
  const json = parseJson(value);
  if (json === undefined) return `${value}\n`;
  if (typeof json === "string") return `${json}\n`;
  return `${JSON.stringify(json, null, 2).replace(/(?<!\\)((?:\\\\)*)\\n/g, "$1\n")}\n`;
}
