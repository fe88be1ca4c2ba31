/** A text on one line, cut after that many characters (code points); an ellipsis tells that it was cut. */
export function oneLine(text: string, longest: number): string {
  const line = spaced(text.trimStart().slice(0, longest * 8));
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("").trimEnd()}…`;
}

/** The last lines of a text that are not empty, on one line; what is too long loses its beginning. */
export function lastLines(text: string, count: number, longest: number): string {
  const end = text.trimEnd().slice(-longest * 8);
  const lines = end.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const line = spaced(lines.slice(-count).join(" "));
  const characters = Array.from(line);
  return characters.length <= longest ? line : `…${characters.slice(1 - longest).join("").trimStart()}`;
}

function spaced(text: string): string {
  // A slice may have cut a pair of surrogates; half of one is no character.
  return text.toWellFormed().replace(/[\s\p{Cc}]+/gu, " ").replace(/^\uFFFD|\uFFFD$/g, "").trim();
}
