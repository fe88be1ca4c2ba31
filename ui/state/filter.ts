/** One condition of a filter. `text` is how it was typed, so that a chip can show it and take it out again. */
export interface Term {
  readonly text: string;
  readonly negated: boolean;
  readonly field: Field;
  readonly compare: "has" | ">" | ">=" | "<" | "<=";
  /** Lower case. */
  readonly value: string;
}

/** `text` is free text; the rest are written `field:value` or, for numbers, `field>value`. */
export const FIELDS = ["text", "is", "tool", "model", "agent", "project", "status", "dur", "tokens", "thread"] as const;
export type Field = (typeof FIELDS)[number];

export interface Filter {
  readonly terms: readonly Term[];
}

/** What the empty field suggests, by what it filters. */
export const EXAMPLES = { sessions: "is:error agent:codex", turns: "is:error tool:Bash dur>5", asks: "is:miss is:drift messages" } as const;

/** Fields that hold a number. */
export const NUMERIC: readonly Field[] = ["status", "dur", "tokens"];

/** Reads a filter as typed. Never fails: what is no known field is text to look for. */
export function parseFilter(text: string): Filter {
  return { terms: words(text).map(readTerm).filter((one) => one.value !== "") };
}

/** The filter as typed, without one term. */
export function withoutTerm(filter: Filter, term: Term): string {
  return filter.terms
    .filter((one) => one !== term)
    .map((one) => one.text)
    .join(" ");
}

/** Splits at blanks; quotes hold blanks together. */
function words(text: string): string[] {
  return text.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
}

function readTerm(text: string): Term {
  const negated = text.startsWith("-") && text.length > 1;
  const body = negated ? text.slice(1) : text;
  const [, name = "", sign = ":", value = ""] = /^([a-z]+)(:|=|[<>]=?)(.*)$/i.exec(body) ?? [];
  const field = FIELDS.find((one) => one === name.toLowerCase() && one !== "text");
  const compare = sign === ":" || sign === "=" ? "has" : (sign as Exclude<Term["compare"], "has">);
  if (!field || (compare !== "has" && !NUMERIC.includes(field))) {
    return { text, negated, field: "text", compare: "has", value: unquoted(body) };
  }
  return { text, negated, field, compare, value: unquoted(value) };
}

function unquoted(value: string): string {
  return value.replaceAll('"', "").toLowerCase();
}
