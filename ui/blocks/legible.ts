import { withoutEscapes } from "../../src/domain/terminal-escapes.ts";

/** Marks that show text in another order than it has (Unicode TR 36, 2.5): a command must read as it runs. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text of others as a person can read it: without a terminal's colours, and with marks that reorder it by name. Raw has it as it came. */
export function legible(text: string): string {
  return withoutEscapes(text).replace(REORDERING, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}
