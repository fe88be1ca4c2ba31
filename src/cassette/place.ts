/** Where a run happens: what differs from machine to machine and must not be in a cassette. */
export interface Place {
  readonly cwd?: string;
  readonly home?: string;
  readonly tmp?: string;
  readonly user?: string;
  readonly host?: string;
  /** The agent's own id of the session. */
  readonly session?: string;
}

const SLOTS = ["session", "cwd", "tmp", "home", "host", "user"] as const;
const SLOT = /\{\{(session|cwd|tmp|home|host|user)(\.url|(?:\.json){1,2})?\}\}/g;
/** What looks like a slot and was said so: templates of web pages have a `{{user}}`, too. */
const SAID = /\{\{((?:literal\.)*(?:session|cwd|tmp|home|host|user)(?:\.url|(?:\.json){1,2})?)\}\}/g;
const LITERAL = /\{\{literal\.((?:literal\.)*(?:session|cwd|tmp|home|host|user)(?:\.url|(?:\.json){1,2})?)\}\}/g;

/** Names of users and machines that are words of every text: nobody is known by them, and replaced they would break what they stand in. */
const ORDINARY = new Set(
  (
    "root user users runner node admin administrator ubuntu debian vagrant docker codespace gitpod build builder jenkins travis circleci app test home host localhost local server system developer assistant tool model " +
    // Words of the protocols, of JSON and of git.
    "role content text type name input output message messages object string number properties value function tools stream true false null dev main master data work code max min"
  ).split(" "),
);
/** In its place a slot would leave no JSON. */
const NUMBER = /^[\d.+e-]+$/i;
/** A path of one name, such as `/app` or `/tmp`: as the end of another path it means something else. */
const ONE_NAME = /^(?:\/|%2F)[^/%\\]+$/i;
/** Where both are one folder, hidden folders (`.codex`, `.config`) are what agents mean by home, everything else is their work. */
const BELOW_HOME = /^(?:\/|\\+|%2F|%5C)\.\w/i;
/** What a path may follow: no word and no other path, but an escape, `-I` and the like, and `file://`. */
const BEFORE_PATH = /(?:^|[^\w.~})*\\/-]|\\[bfnrt]|%(?!2f)[0-9a-f]{2}|file:\/\/|(?:^|[\s"'])-[A-Za-z])$/i;

/** What kind of text it is. */
export interface SlotOptions {
  /** What looks like a slot is one. */
  readonly slotted?: boolean;
  /** The text is JSON text (the default), or lies in such one only when it is written. */
  readonly escaped?: boolean;
}

/**
 * Text with places as slots: longer values first, so that a working directory below home is `{{cwd}}`. Paths
 * count only as whole path segments, names only as whole words; what JSON escapes is found escaped, too. What looks
 * like a slot already is told apart as `{{literal.cwd}}`. Where JSON lies within JSON, a path that needs escaping (a Windows path) is `{{cwd.json}}`.
 */
export function toSlots(text: string, place: Place, { slotted = false, escaped = true }: SlotOptions = {}): string {
  const values = SLOTS.flatMap((slot) => spellings(place[slot], escaped).map((spelling) => ({ slot, ...spelling })))
    .filter(({ value }) => !isTooShort(value) && !ORDINARY.has(value.toLowerCase()) && !NUMBER.test(value))
    .toSorted((a, b) => b.value.length - a.value.length);
  const open = slotted || !text.includes("{{") ? text : text.replace(SAID, "{{literal.$1}}");
  const atHome = place.cwd !== undefined && place.cwd === place.home;
  return values.reduce((rest, { slot, value, form }) => {
    const name = (after: string): string => (atHome && slot === "cwd" && BELOW_HOME.test(after) ? "home" : slot);
    return replaceWhole(rest, value, (after) => `{{${name(after)}${form}}}`);
  }, open);
}

/** Is a path or name so short, as `/` is, that it would be found everywhere? It never becomes a slot. */
export function isTooShort(value: string): boolean {
  return value.length < 3;
}

/** Text with the slots filled from this place; a slot whose value is not known stays, visibly. `escaped`: the text is JSON text. */
export function fromSlots(text: string, place: Place, escaped = true): string {
  if (!text.includes("{{")) return text;
  const filled = text.replace(SLOT, (slot, name: (typeof SLOTS)[number], form?: string) => {
    const value = place[name];
    if (value === undefined) return slot;
    if (form === ".url") return encodeURIComponent(value);
    const times = (escaped ? 1 : 0) + (form?.split(".json").length ?? 1) - 1;
    return Array.from({ length: times }).reduce<string>(escapeOnce, value);
  });
  return filled.replace(LITERAL, "{{$1}}");
}

/**
 * The same as comparing sees it: in how deep a JSON a path stood says nothing about what was meant, and only a machine
 * whose paths need escaping tells it.
 */
export function withoutForms(text: string): string {
  return text.includes(".json}}") ? text.replace(SLOT, (slot, name: string, form?: string) => (form === ".url" ? slot : `{{${name}}}`)) : text;
}

function escapeOnce(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

interface Spelling {
  readonly value: string;
  readonly form: "" | ".json" | ".json.json" | ".url";
}

/** As it is, as JSON spells it within JSON up to three times (only Windows paths differ), and in the query of a URL. */
function spellings(value: string | undefined, escaped: boolean): readonly Spelling[] {
  if (!value) return [];
  const once = escapeOnce(value);
  const inUrl = encodeURIComponent(value);
  const plain: Spelling[] = [{ value, form: "" }];
  if (once !== value) {
    const [twice, thrice] = [escapeOnce(once), escapeOnce(escapeOnce(once))];
    if (escaped) plain.push({ value: once, form: "" }, { value: twice, form: ".json" }, { value: thrice, form: ".json.json" });
    else plain.push({ value: once, form: ".json" }, { value: twice, form: ".json.json" });
  }
  return inUrl === value ? plain : [...plain, { value: inUrl, form: ".url" }];
}

/** `slot` is told what follows, as far as that matters. */
function replaceWhole(text: string, value: string, slot: (after: string) => string): string {
  if (!text.includes(value)) return text;
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (at < from || !standsAlone(text, at, value)) continue;
    const end = at + value.length;
    pieces.push(text.slice(from, at), slot(text.slice(end, end + 8)));
    from = end;
  }
  return pieces.join("") + text.slice(from);
}

/** A value is whole when no word goes on before or behind it: `/home/al` is not in `/home/alice`. A path of several names may follow anything. */
function standsAlone(text: string, at: number, value: string): boolean {
  if (/\w/.test(text.charAt(at + value.length))) return false;
  if (ONE_NAME.test(value)) return BEFORE_PATH.test(text.slice(Math.max(0, at - 8), at));
  if (/\W/.test(text.charAt(at))) return true;
  const before = text.charAt(at - 1);
  // A JSON escape (\n, \t) or a URL's (%2F) in front ends in a letter that belongs to no word.
  const escape = /(\\[bfnrt]|%[0-9a-f]{2})$/i.test(text.slice(Math.max(0, at - 3), at));
  return escape || !/[\w.]/.test(before);
}
