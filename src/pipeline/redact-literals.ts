import { backslashesBefore } from "./redact-escapes.ts";
import { placeholder, type Rule } from "./redact-scan.ts";

/** A shorter value would be found in what has nothing to do with it. */
const SHORTEST = 8;
/** Also found outside the strings of a JSON text, where a placeholder would break it. */
const MAY_BE_STRUCTURE = /^[\s\d+\-.truefalsnE{}[\],:]*$|["\\]|[^\P{Cc}]/u;

/** Looks for values that are known, as they are and escaped as in JSON strings and URLs. */
export interface Literals {
  readonly rules: readonly Rule[];
  /** Characters of the longest form. */
  readonly longest: number;
  /** Forms of values that could be replaced outside of a JSON string. */
  readonly risky: readonly string[];
}

export function createLiterals(values: readonly string[]): Literals {
  const forms = new Set(values.filter((value) => value.length >= SHORTEST).flatMap(formsOf));
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return {
    rules: longestFirst.map(ruleOf),
    longest: longestFirst[0]?.length ?? 0,
    risky: longestFirst.filter((form) => MAY_BE_STRUCTURE.test(form)),
  };
}

function formsOf(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const twice = JSON.stringify(escaped).slice(1, -1);
  return [value, escaped, twice, inUrl(value), inUrl(value).replaceAll("%20", "+")];
}

function inUrl(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // Half of a surrogate pair cannot stand in a URL.
    return value;
  }
}

function ruleOf(form: string): Rule {
  return {
    trigger: form.slice(0, 3),
    find(text, at) {
      if (!text.startsWith(form, at)) return undefined;
      // An escape that is torn must go as a whole, or JSON would not be JSON any more.
      const torn = backslashesBefore(text, at) % 2;
      return { since: at - torn, start: at - torn, end: at + form.length, placeholder: placeholder("env") };
    },
  };
}
