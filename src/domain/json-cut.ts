import { type JsonText, stringOf } from "./json.ts";

/**
 * Where the members of a JSON object stand in its text, and the items of those that are arrays. Agents send their whole
 * history with each ask, up to megabytes, of which only the end is new: cut apart, an item that was seen before need not
 * be parsed again. Positions are offsets into the string or into the bytes; `end` is exclusive.
 */
export interface JsonCut {
  readonly members: readonly CutMember[];
}

export interface CutMember {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** The items, when the member is an array. */
  readonly items?: readonly CutItem[];
}

export interface CutItem {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Cuts the text of a JSON object. `known` is the cut of an earlier text that is equal to this one up to the offset `common`:
 * items that lie within are taken over. Undefined when the text is no JSON object; whether its values are JSON is not looked at.
 */
export function cutJson(text: JsonText, known?: JsonCut, common = 0): JsonCut | undefined {
  const members: CutMember[] = [];
  let at = skipSpace(text, 0);
  if (codeAt(text, at) !== OPEN_BRACE) return undefined;
  at = skipSpace(text, at + 1);
  if (codeAt(text, at) === CLOSE_BRACE) return isRest(text, at + 1) ? { members } : undefined;

  for (;;) {
    const before = known?.members[members.length];
    if (before && before.end < common) {
      members.push(before);
      at = skipSpace(text, before.end);
    } else {
      const member = cutMember(text, at, before, common);
      if (!member) return undefined;
      members.push(member);
      at = skipSpace(text, member.end);
    }
    const next = codeAt(text, at);
    if (next === CLOSE_BRACE) return isRest(text, at + 1) ? { members } : undefined;
    if (next !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  }
}

/** How many characters two texts have in common at their beginning. */
export function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let from = 0;
  // Equal blocks are compared by the engine, only the one that differs character by character.
  for (let block = 65_536; block >= 64; block >>= 2) {
    while (from + block <= most && a.slice(from, from + block) === b.slice(from, from + block)) from += block;
  }
  while (from < most && a.charCodeAt(from) === b.charCodeAt(from)) from += 1;
  return from;
}

function cutMember(text: JsonText, at: number, before: CutMember | undefined, common: number): CutMember | undefined {
  if (codeAt(text, at) !== QUOTE) return undefined;
  const keyEnd = endOfString(text, at);
  const colon = skipSpace(text, keyEnd);
  if (keyEnd < 0 || codeAt(text, colon) !== COLON) return undefined;
  const key = keyOf(sliceOf(text, at, keyEnd));
  const start = skipSpace(text, colon + 1);
  if (key === undefined) return undefined;
  if (codeAt(text, start) === OPEN_BRACKET) return cutArray(text, key, start, before?.start === start ? (before.items ?? []) : [], common);
  const end = endOfValue(text, start);
  return end < 0 ? undefined : { key, start, end };
}

function cutArray(text: JsonText, key: string, start: number, before: readonly CutItem[], common: number): CutMember | undefined {
  // The item at the border may go on differently, though it ends within: only those before it are sure.
  const items: CutItem[] = before.filter(({ end }) => end < common);
  const last = items.at(-1);
  let at = skipSpace(text, last ? last.end : start + 1);
  if (last) {
    if (codeAt(text, at) === CLOSE_BRACKET) return { key, start, end: at + 1, items };
    if (codeAt(text, at) !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  } else if (codeAt(text, at) === CLOSE_BRACKET) return { key, start, end: at + 1, items };

  for (;;) {
    const end = endOfValue(text, at);
    if (end < 0) return undefined;
    items.push({ start: at, end });
    at = skipSpace(text, end);
    const next = codeAt(text, at);
    if (next === CLOSE_BRACKET) return { key, start, end: at + 1, items };
    if (next !== COMMA) return undefined;
    at = skipSpace(text, at + 1);
  }
}

/** The end of the value that starts here, or -1. */
function endOfValue(text: JsonText, start: number): number {
  const first = codeAt(text, start);
  if (first === QUOTE) return endOfString(text, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return endOfScalar(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = codeAt(text, at);
    if (code === QUOTE) {
      at = endOfString(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}

/** The end of a number, true, false or null. */
function endOfScalar(text: JsonText, start: number): number {
  let at = start;
  while (at < text.length && /[\w.+-]/.test(String.fromCharCode(codeAt(text, at)))) at += 1;
  return at > start ? at : -1;
}

/** Behind the closing quote of the string that starts here, or -1. */
function endOfString(text: JsonText, start: number): number {
  for (let quote = quoteFrom(text, start + 1); quote >= 0; quote = quoteFrom(text, quote + 1)) {
    let slashes = 0;
    while (codeAt(text, quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function keyOf(quoted: string): string | undefined {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function skipSpace(text: JsonText, from: number): number {
  let at = from;
  for (let code = codeAt(text, at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = codeAt(text, at)) at += 1;
  return at;
}

function isRest(text: JsonText, from: number): boolean {
  return skipSpace(text, from) === text.length;
}

/** A stretch of a text as a string. */
export function sliceOf(text: JsonText, start: number, end: number): string {
  return stringOf(typeof text === "string" ? text.slice(start, end) : text.subarray(start, end));
}

// What JSON is made of is ASCII, and no byte of another character looks like it: one way of cutting does for both.

/** NaN behind the end. */
function codeAt(text: JsonText, at: number): number {
  return typeof text === "string" ? text.charCodeAt(at) : (text[at] ?? NaN);
}

function quoteFrom(text: JsonText, from: number): number {
  return typeof text === "string" ? text.indexOf('"', from) : text.indexOf(QUOTE, from);
}
