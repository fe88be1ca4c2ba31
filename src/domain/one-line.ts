import { withoutEscapes } from "./terminal-escapes.ts";

/** A text on one line, cut after that many characters (code points); an ellipsis tells that it was cut. */
export function oneLine(text: string, longest: number): string {
  const start = text.trimStart();
  const line = evenLine(start.slice(0, longest * 2 + 2)) ?? spaced(start.slice(0, longest * 8));
  // Never more code points than code units: most texts need not be taken apart.
  if (line.length <= longest) return line;
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("").trimEnd()}…`;
}

/** The last lines of a text that are not empty, on one line; what is too long loses its beginning. */
export function lastLines(text: string, count: number, longest: number): string {
  const end = text.trimEnd();
  const line = evenLine(end.slice(-longest * 2 - 2)) ?? spaced(lastOf(end.slice(-longest * 8), count));
  if (line.length <= longest) return line;
  const characters = Array.from(line);
  return characters.length <= longest ? line : `…${characters.slice(1 - longest).join("").trimStart()}`;
}

function lastOf(text: string, count: number): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  return lines.slice(-count).join(" ");
}

/** White space other than one space between two words, control characters, and what halves of surrogate pairs become. */
const UNEVEN = /[^\S ]| {2}|[\p{Cc}\p{Cs}\uFFFD]/u;

/** The text without spaces at its ends, when there is nothing else to mend: quick, and true of most texts. */
function evenLine(text: string): string | undefined {
  return UNEVEN.test(text) ? undefined : text.trim();
}

/** A single space between two words is as it should be already. */
const RUN = /(?:[^\S ]|\p{Cc}| (?=[\s\p{Cc}]))[\s\p{Cc}]*/gu;

function spaced(text: string): string {
  // A slice may have cut a pair of surrogates; half of one is no character.
  return withoutEscapes(text.toWellFormed()).replace(RUN, " ").replace(/^\uFFFD|\uFFFD$/g, "").trim();
}
