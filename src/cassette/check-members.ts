import type { Finding } from "./finding.ts";
import { masked } from "./check-lines.ts";

/** A member or a header (`["x-auth", "…"]`) with its text, at up to four depths of JSON within JSON; bounded, or long runs of backslashes would take minutes. */
const MEMBER = /(\\{0,15})"([\w.-]{2,64})\1"\s?[:,]\s?\1"([^"\\\s]{20,512})\1"/g;
const SUSPICIOUS = /secret|token|passw|api[_-]?key|access[_-]?key|private[_-]?key|credential|auth|cookie|session[_-]?key/i;
/** Must come back as they were, and open nothing. */
const ROUND_TRIP = /signature|encrypted_content|cache[_-]?key|idempotency|page[_-]?token|next[_-]?token|author(?!iz)|tokenizer/i;
const HARMLESS = /^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|[\da-f]{32,128}|https?:.*|[./~].*|(?:toolu|call|msg|resp|req|fc|rs)_\w+|[\d.,:-]+|[a-z]+(?:[-_.][a-z]+)*)$/i;
const LEAST_ENTROPY = 3.5;

/** Texts that nobody could remember, under names of secrets. */
export function suspiciousMembers(line: string, number: number): readonly Finding[] {
  return Array.from(line.matchAll(MEMBER))
    .filter(([, , name = "", value = ""]) => SUSPICIOUS.test(name) && !ROUND_TRIP.test(name) && !value.includes("{{") && !HARMLESS.test(value) && isRandom(value))
    .map(({ 2: name = "", 3: value = "", index }) => ({
      severity: "error",
      line: number,
      column: index + 1,
      what: `what looks random in ${name}`,
      excerpt: masked(value),
      hint: "If it opens something, name its environment variable like a secret or edit it out; then record again.",
    }));
}

function isRandom(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text) && entropyOf(text) >= LEAST_ENTROPY;
}

/** Shannon's entropy in bits a character. */
function entropyOf(text: string): number {
  const counts = Map.groupBy(text, (character) => character).values();
  return counts.reduce((sum, { length }) => sum - (length / text.length) * Math.log2(length / text.length), 0);
}
