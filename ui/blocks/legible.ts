/** Escape sequences of terminals (ECMA-48, 5.4 and 5.6): colours, cursor movements, links. Any control character but white space opens one. */
const ESCAPES = /[^\P{Cc}\s](?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*[^\P{Cc}\s]\\?)/gu;

/** Marks that show text in another order than it has (Unicode TR 36, 2.5): a command must read as it runs. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text of others as a person can read it: without a terminal's colours, and with marks that reorder it by name. Raw has it as it came. */
export function legible(text: string): string {
  return text.replace(ESCAPES, "").replace(REORDERING, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}
