export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Arrays and objects in one another that are taken. RFC 8259, 9 lets a parser limit this; without a limit one hostile
 * body would exhaust the stack of whatever walks its value, `JSON.stringify` among them.
 */
export const DEEPEST = 500;

/** The value of a JSON text, or undefined when it is not JSON or nested more than 500 deep. */
export function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    // Each level takes two characters, so that short texts need no look.
    return text.length > 2 * DEEPEST && isDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A JSON text, or the bytes of its UTF-8. */
export type JsonText = string | Uint8Array;

/** Gives the value of a JSON text, or undefined as `parseJson` does. */
export type ReadJson = (text: JsonText) => Json | undefined;

const utf8 = new TextDecoder();

/** The text as a string; a byte order mark before the bytes is left out. */
export function stringOf(text: JsonText): string {
  return typeof text === "string" ? text : utf8.decode(text);
}

/** As `parseJson`. */
export const readWholeJson: ReadJson = (text) => parseJson(stringOf(text));

/** Is a value nested more than so many levels deep? Looks no deeper than that. */
export function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)).some((inner) => isDeeper(inner, levels - 1));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Foreign data never throws: a member of the wrong kind counts as absent.

export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
}

export function listAt(value: Json | undefined, key: string): readonly Json[] | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? (found as readonly Json[]) : undefined;
}

export function textAt(value: Json | undefined, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: Json | undefined, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** JSON text with the keys of every object sorted, so that equal values have equal texts (RFC 8785 in spirit: key order only). */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item as Json)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}
