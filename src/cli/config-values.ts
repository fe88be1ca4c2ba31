import { CcxrayError } from "../domain/errors.ts";

/** A setting as it was given: its text, and the flag or variable that it came from. */
export interface Given {
  readonly text: string;
  readonly source: string;
}

/** A setting that cannot be used: names where it came from, its value, and what to do. */
export function badValue({ text, source }: Given, problem: string, hint: string): CcxrayError {
  return new CcxrayError("CONFIG_INVALID", `${source}=${presentable(text)} ${problem}`, { hint });
}

/** A whole number within bounds. Throws CONFIG_INVALID. */
export function wholeNumber(given: Given, least: number, most: number, hint: string): number {
  const value = /^\d{1,15}$/.test(given.text.trim()) ? Number(given.text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw badValue(given, `is not a whole number from ${least} to ${most}`, hint);
}

/** A port; 0 stands for any free one, or for none, as `hint` says. Throws CONFIG_INVALID. */
export function port(given: Given, hint: string): number {
  return wholeNumber(given, 0, 65_535, hint);
}

const LONGEST_TIMER_MS = 2_147_483_647;

/** A time-out in milliseconds, at least 1. Throws CONFIG_INVALID. */
export function milliseconds(given: Given): number {
  return wholeNumber(given, 1, LONGEST_TIMER_MS, "Give milliseconds, for instance 600000 for ten minutes.");
}

const YES = new Set(["1", "true", "yes", "on"]);
const NO = new Set(["0", "false", "no", "off", ""]);

/** A switch. Throws CONFIG_INVALID for what is neither yes nor no. */
export function yesOrNo(given: Given): boolean {
  const word = given.text.trim().toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw badValue(given, "is neither yes nor no", "Use 1 or 0.");
}

/** A base URL: http or https, base path kept, without trailing slash, user info, query and fragment. Throws CONFIG_INVALID. */
export function baseUrl(given: Given): string {
  const url = parsedUrl(given, ["http:", "https:"], "Give it whole, for instance https://api.example.com/v1");
  if (url.username || url.password) throw badValue(given, "has a user or password in it", "Credentials come from the agent; leave them out of the URL.");
  if (url.search || url.hash) throw badValue(given, "has a query or fragment", "Give scheme, host, port and path only.");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The URL of an outbound proxy; without a scheme it is http, as curl has it. Throws CONFIG_INVALID. */
export function proxyUrl(given: Given): string {
  const text = given.text.includes("://") ? given.text : `http://${given.text}`;
  const url = parsedUrl({ ...given, text }, ["http:", "https:"], "ccxray speaks to http and https proxies (CONNECT), for instance http://proxy:3128");
  return url.href;
}

function parsedUrl(given: Given, protocols: readonly string[], hint: string): URL {
  const url = URL.parse(given.text.trim());
  if (!url?.hostname) throw badValue(given, "is not a URL", hint);
  if (!protocols.includes(url.protocol)) throw badValue(given, `is not an ${protocols.map((name) => name.slice(0, -1)).join(" or ")} URL`, hint);
  return url;
}

/** What was given, without a password and without the values of a query: keys are put there, too. */
function presentable(text: string): string {
  return text.replace(/(:\/\/[^/@\s:]*):[^/@\s]*@/, "$1:…@").replace(/(:\/\/[^?\s]*[?&][^=\s]*=)\S*/, "$1…");
}
