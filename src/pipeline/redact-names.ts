import { backslashesBefore, endOfQuoted, isWordCode } from "./redact-escapes.ts";
import { createUnquoted, type Unquoted, type UnquotedAt } from "./redact-unquoted.ts";
import { type Hit, placeholder, type Rule } from "./redact-scan.ts";

/** The last word of every name that may hold a secret, with three rare characters in it. */
const WORDS = [
  ["key", "key"],
  ["token", "oke"],
  ["secret", "ecr"],
  ["password", "swo"],
  ["passwd", "swd"],
  ["passphrase", "sph"],
  ["authorization", "iza"],
] as const;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 8192;

/** Names whose values are secret. Cache keys, page tokens and token counts are not. */
const SECRET_NAME = new RegExp(
  [
    String.raw`(?:api|access|account|secret|private|signing|encryption|master|service|auth|license)[_.-]?key$`,
    String.raw`(?:access|refresh|id|auth|bearer|session|security|api|oauth|personal|bot|deploy|csrf|xsrf)[_.-]?token$`,
    String.raw`(?:client|app|api|shared|webhook|signing|consumer|jwt|oauth)[_.-]?secret$`,
    "passwo?r?d$|passphrase$|(?:^|[_.-])authorization$",
  ].join("|"),
  "i",
);
/** As environment variables are named. */
const SECRET_VARIABLE = /^[A-Z][A-Z0-9_]*_(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|SECRET_KEY|ACCESS_KEY|PRIVATE_KEY)$/;
/** Names that hold secrets or something else: what the value looks like decides. */
const MAYBE_SECRET_NAME = /^(?:token|secret)$/i;
const LOOKS_SECRET = /^(?=.*\d)[\w.~+/=-]{16,}$/;
/** Parameters of a query that hold secrets. */
const SECRET_PARAMETER = /^(?:key|token)$/i;

/** Stands for a value: nothing is left to hide. */
const STAND_IN = /^(?:(?:bearer|basic|token)\s+)?(?:\{\{[^{}"]*\}\}|\$\{?\w+\}?|<[^<>"]*>|%\w+%|[*.x•]+|null|undefined|true|false)?$/i;
const SEPARATOR = /\s{0,4}(?::=|=>|[:=](?!=))\s{0,4}/y;
const SCHEME = /^(?:bearer|basic|token|digest)\s+/i;

/** JSON members, assignments, query parameters and header lines whose name says that the value is secret. */
export function createNameRules(): readonly Rule[] {
  const unquotedAt = createUnquoted();
  return WORDS.map(([word, trigger]) => {
    const toEnd = word.length - word.indexOf(trigger);
    return { trigger, anyCase: true, find: (text, at, from) => (endsWith(text, at + toEnd, word) ? findNamed({ text, nameEnd: at + toEnd, from }, unquotedAt) : undefined) };
  });
}

interface Named {
  readonly text: string;
  readonly start: number;
  readonly name: string;
  readonly before: string;
  /** The quote around the name with the number of its backslashes; none: "". */
  readonly quote: string;
  readonly depth: number;
  readonly separator: string;
  readonly valueAt: number;
}

function findNamed({ text, nameEnd, from }: { readonly text: string; readonly nameEnd: number; readonly from: number }, unquotedAt: UnquotedAt): Hit | undefined {
  const named = readNamed(text, nameEnd);
  if (!named || named.valueAt < from || !mayBeSecret(named.name)) return undefined;
  const depth = countBackslashes(text, named.valueAt);
  const quote = text[named.valueAt + depth] ?? "";
  return isQuote(quote) ? quotedValue(named, quote, depth) : unquotedValue(named, unquotedAt);
}

function endsWith(text: string, end: number, word: string): boolean {
  for (let i = 1; i <= word.length; i++) if ((text.charCodeAt(end - i) | 32) !== word.charCodeAt(word.length - i)) return false;
  return true;
}

function readNamed(text: string, nameEnd: number): Named | undefined {
  const backslashes = countBackslashes(text, nameEnd);
  const found = text[nameEnd + backslashes] ?? "";
  const quote = isQuote(found) ? found : "";
  if (backslashes > 0 && quote === "") return undefined;
  SEPARATOR.lastIndex = nameEnd + backslashes + quote.length;
  const separator = SEPARATOR.exec(text)?.[0];
  if (separator === undefined) return undefined;
  const start = nameStart(text, nameEnd);
  return {
    text,
    start,
    name: text.slice(start, nameEnd),
    before: text.slice(Math.max(0, start - 1), start),
    quote,
    depth: backslashes,
    separator: separator.trim(),
    valueAt: SEPARATOR.lastIndex,
  };
}

function nameStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && (isWordCode(text.charCodeAt(start - 1)) || text[start - 1] === ".")) start--;
  if (backslashesBefore(text, start) === 0) return start;
  // The first letters belong to an escape: `\nTOKEN=` is a line that begins with TOKEN.
  return start + (/^u[\da-f]{4}/i.exec(text.slice(start, end))?.[0].length ?? 1);
}

function quotedValue(named: Named, quote: string, depth: number): Hit | undefined {
  const { text, name } = named;
  const start = named.valueAt + depth + 1;
  const end = endOfQuoted(text, start, quote, depth, LONGEST_VALUE);
  if (end === undefined) return undefined;
  const value = text.slice(start, end);
  if (/[\r\n]/.test(value)) return undefined;
  const isMember = quote === '"' && named.quote === quote && named.depth === depth;
  if (!isMember && mayBeStructure(value, quote)) return undefined;
  return isSecret(name, value) ? hitOf(named, value, start) : undefined;
}

/** `{"a":"password=","b":1}`: what looks like the quote before a value may be the one behind a JSON string. */
function mayBeStructure(value: string, quote: string): boolean {
  return /^(?:\s|\\+[nrt])*(?:[,:\]}]|$)/.test(value) || (quote !== '"' && value.includes('"'));
}

function unquotedValue(named: Named, unquotedAt: UnquotedAt): Hit | undefined {
  const { text, valueAt } = named;
  if (named.quote !== "") return undefined;
  const rest = text.slice(valueAt, valueAt + 16);
  const scheme = SCHEME.exec(rest)?.[0] ?? "";
  const start = valueAt + scheme.length;
  const found = unquotedAt(text, start);
  if (found === undefined) return undefined;
  const value = text.slice(start, found.end);
  if (STAND_IN.test(value) || !isSecretUnquoted(named, value, found)) return undefined;
  return hitOf(named, scheme + value, valueAt);
}

function isSecretUnquoted({ name, before, separator }: Named, value: string, { hasDigit, isPlain }: Unquoted): boolean {
  if (separator === "=" && /[?&]|^\d$/.test(before) && (SECRET_PARAMETER.test(name) || SECRET_NAME.test(name))) return true;
  if (separator === ":" && !(name.includes("-") || /^authorization$/i.test(name))) return false;
  if (separator !== "=" && separator !== ":") return false;
  // Without quotes it may be code: `password=password`, `api_key = settings.key`.
  if (SECRET_VARIABLE.test(name)) return true;
  // What a name before it has shown already is asked first: of names upon names, each value is as long as all that follows.
  return hasDigit && (SECRET_NAME.test(name) || (MAYBE_SECRET_NAME.test(name) && isPlain && LOOKS_SECRET.test(value)));
}

/** The value may still tell that it is not. */
function mayBeSecret(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_VARIABLE.test(name) || MAYBE_SECRET_NAME.test(name) || SECRET_PARAMETER.test(name);
}

function isSecret(name: string, value: string): boolean {
  if (STAND_IN.test(value)) return false;
  if (SECRET_NAME.test(name) || SECRET_VARIABLE.test(name)) return true;
  return MAYBE_SECRET_NAME.test(name) && LOOKS_SECRET.test(value);
}

/** The scheme of an authorization is kept. */
function hitOf({ name, start: since }: Named, value: string, start: number): Hit {
  const scheme = SCHEME.exec(value)?.[0] ?? "";
  return { since, start: start + scheme.length, end: start + value.length, placeholder: placeholder(kindOf(name)) };
}

function kindOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}

function countBackslashes(text: string, at: number): number {
  let count = 0;
  while (text[at + count] === "\\") count++;
  return count;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`";
}
