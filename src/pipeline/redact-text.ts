import { createLiterals } from "./redact-literals.ts";
import { createNameRules } from "./redact-names.ts";
import { createScan, type Hit, type Rule } from "./redact-scan.ts";
import { shapeRules } from "./redact-shapes.ts";

/** Longest secret that is found wherever a text is cut in two. */
export const REACH = 8192;
/** How far a rule may look back. */
const LOOK_BACK = 128;
/** How far to search for a good place to cut. */
const CUT_SEARCH = 2048;

/** Finds and replaces secrets in text. */
export interface TextRedactor {
  redact(text: string): string;
  /** Is there nothing to redact in this text, or these bytes, which are ASCII? */
  isClean(text: string | Uint8Array): boolean;
  /** The same of the stretch from `from` to `to` of a longer text (see `redactRange`): if so, places in it where no secret is cut, about `apart` from one another; the last is `to`. */
  cleanCuts(text: string, from: number, to: number, apart: number): number[] | undefined;
  /** Length of the longest value that is looked for. */
  readonly longestValue: number;
  /** True when a text must be redacted as a whole, with `redact`. */
  needsWhole(text: string): boolean;
  /** As `redact`, for the stretch from `from` to `to` of a longer text; both must be its ends or cuts of `safeCut`. */
  redactRange(text: string, from: number, to: number): string;
  /** An index, at most `target`, at which no secret is cut, as far as `REACH` characters on both sides tell; after `from`, or `from`. */
  safeCut(text: string, from: number, target: number): number;
}

/** Already replaced: left alone as a whole. */
const placeholderRule: Rule = {
  trigger: "{{s",
  find(text, at) {
    const end = text.startsWith("{{secret.", at) ? text.indexOf("}}", at) + 2 : 0;
    return /^\{\{secret\.[\w-]+\}\}$/.test(text.slice(at, end)) ? { since: at, start: at, end, placeholder: undefined } : undefined;
  },
};

export function createTextRedactor(secretValues: readonly string[]): TextRedactor {
  const literals = createLiterals(secretValues);
  const scan = createScan([placeholderRule, ...literals.rules, ...shapeRules, ...createNameRules()]);

  function redactRange(text: string, from: number, to: number): string {
    const found = replaced(text, from, to, scan(text, from, to));
    if (found === undefined) return text.slice(from, to);
    // A placeholder changes what stands beside it, so look again until nothing is found. Each round leaves less to replace.
    const before = text.slice(Math.max(0, from - LOOK_BACK), from);
    return redactRange(before + found, before.length, before.length + found.length);
  }

  /** Within the strings of a JSON text only: some of the values looked for could be its structure. */
  function redactStrings(text: string): string {
    return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (string) => `"${redactRange(string, 1, string.length - 1)}"`);
  }

  function needsWhole(text: string): boolean {
    return literals.risky.some((value) => text.includes(value));
  }

  return {
    needsWhole,
    longestValue: literals.longest,
    isClean: (text) => scan(text, 0, text.length).every(isReplaced),
    redact(text) {
      const whole = redactRange(text, 0, text.length);
      if (whole === text || !needsWhole(text)) return whole;
      return isJson(text) && !isJson(whole) ? redactStrings(text) : whole;
    },
    redactRange,
    cleanCuts(text, from, to, apart) {
      const hits = scan(text, from, to);
      if (!hits.every(isReplaced)) return undefined;
      const cuts: number[] = [];
      let next = 0;
      for (let at = from; to - at > 2 * apart; ) {
        const place = goodPlace(text, at + apart);
        while ((hits[next]?.end ?? Infinity) <= place) next++;
        const cut = uncut(hits, place, next);
        if (cut <= at) break;
        cuts.push(cut);
        at = cut;
      }
      return [...cuts, to];
    },
    safeCut(text, from, target) {
      const cut = Math.max(from, goodPlace(text, target));
      return Math.max(from, uncut(scan(text, Math.max(from, cut - REACH), Math.min(text.length, cut + REACH)), cut));
    },
  };
}

/** What is redacted already stays. */
function isReplaced({ placeholder }: Hit): boolean {
  return placeholder === undefined;
}

/** A place to cut, or where the first of those secrets begins that it would cut; none behind the one at `last` does. */
function uncut(hits: readonly Hit[], place: number, last = hits.length - 1): number {
  let cut = place;
  for (let i = last; i >= 0; i--) {
    const { since, end } = hits[i] ?? { since: cut, end: Infinity };
    if (end <= cut) break;
    cut = Math.min(cut, since);
  }
  return cut;
}

/** The text with the hits replaced; undefined when there is nothing to replace. */
function replaced(text: string, from: number, to: number, hits: readonly Hit[]): string | undefined {
  if (hits.every(isReplaced)) return undefined;
  const pieces: string[] = [];
  let done = from;
  for (const { start, end, placeholder } of hits) {
    pieces.push(text.slice(done, start), placeholder ?? text.slice(start, end));
    done = end;
  }
  pieces.push(text.slice(done, to));
  return pieces.join("");
}

/** Behind a character that ends words, so that no word and no escape is cut. */
function goodPlace(text: string, target: number): number {
  for (let at = target; at > Math.max(0, target - CUT_SEARCH); at--) if (/[\s",{}]/.test(text[at - 1] ?? "")) return at;
  const code = text.charCodeAt(target);
  return code >= 0xdc00 && code <= 0xdfff ? target - 1 : target;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
