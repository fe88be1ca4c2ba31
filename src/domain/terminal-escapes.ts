/** Escape sequences of terminals (ECMA-48, 5.4 and 5.6): colours, cursor movements, links. Any control character but white space opens one. */
const ESCAPES = /[^\P{Cc}\s](?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*[^\P{Cc}\s]\\?)/gu;

/** A text without what only a terminal understands: left in, `ESC[31m` reads "[31m". */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, "");
}
