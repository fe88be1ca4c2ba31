import { backslashesBefore } from "../pipeline/redact-escapes.ts";

// What is no secret but tells who somebody is: e-mail addresses, and ids of accounts, organisations and installations.
// The journal keeps them, a cassette is shown to others.

/** At any depth of JSON within JSON up to four: without a bound a long run of backslashes would be gone through from each of its places. */
const NAMED = /(\\{0,15})"([\w-]*(?:account|organi[sz]ation|org|installation|device|workspace|tenant|user)[-_]?(?:id|uuid))\1"(\s{0,4}:\s{0,4})\1"([\w:.|-]{6,128})\1"/gi;
const LOCAL = /[\w.+-]{1,64}$/;
const DOMAIN = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,24}(?![\w-])/i;
/** Addresses that are nobody's: reserved for examples (RFC 2606), robots, and what only looks like one. */
const NOBODY = /@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w-]+\.(?:test|invalid|example|local|localhost))$|^(?:no-?reply|donotreply|git|hg)@|\bnoreply\.github\.com$|@\dx\.|\.(?:png|jpe?g|gif|svg|webp|js|ts|py|rs|go|md)$/i;
/** A shorter id could be found in what has nothing to do with it. */
const SHORTEST_ID = 12;

/** An id that a text names, and the placeholder for it. */
export type NamedId = readonly [id: string, mask: string];

/**
 * Text in which ids of accounts and the like and e-mail addresses are placeholders. What is there already stays.
 * An ask must go through it before it is compared with a recorded one, as it must through redaction: piece by piece,
 * with `named` of all its pieces.
 */
export function withoutIdentity(text: string, named: readonly NamedId[] = namedIds(text)): string {
  return withoutAddresses(withoutIds(text, named));
}

/** The ids that a text names, in order. They are masked wherever they stand in the same message. */
export function namedIds(text: string): readonly NamedId[] {
  return Array.from(text.matchAll(NAMED), ([, , name = "", , id = ""]): NamedId => [id, maskOf(name)]).filter(([id]) => id.length >= SHORTEST_ID);
}

function withoutIds(text: string, named: readonly NamedId[]): string {
  const open = text.replaceAll(NAMED, (_, escape: string, name: string, colon: string) => `${escape}"${name}${escape}"${colon}${escape}"${maskOf(name)}${escape}"`);
  // The same id under another name, such as `id` in a list of accounts, would give it away and not fit any more.
  return [...new Map(named)].reduce((rest, [id, mask]) => rest.replaceAll(id, mask), open);
}

function maskOf(name: string): string {
  return `{{secret.${kindOf(name)}}}`;
}

function kindOf(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** E-mail addresses in a text; the position of each, and itself. */
function addressesIn(text: string): readonly { readonly start: number; readonly end: number; readonly address: string }[] {
  const found: { start: number; end: number; address: string }[] = [];
  for (const sign of ["@", "%40"]) {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      const domain = DOMAIN.exec(text.slice(at + sign.length, at + sign.length + 255))?.[0];
      const start = localStart(text, at);
      if (domain === undefined || start === at) continue;
      const end = at + sign.length + domain.length;
      const address = `${text.slice(start, at)}@${domain}`;
      if (!NOBODY.test(address)) found.push({ start, end, address });
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

function localStart(text: string, at: number): number {
  const local = LOCAL.exec(text.slice(Math.max(0, at - 64), at))?.[0] ?? "";
  const start = at - local.length;
  if (backslashesBefore(text, start) % 2 === 0) return start;
  // The first letters belong to a JSON escape: `\nme@…` is a line that begins with me.
  return Math.min(at, start + (/^u[\da-f]{4}/i.exec(local)?.[0].length ?? 1));
}

function withoutAddresses(text: string): string {
  let done = 0;
  let rest = "";
  for (const { start, end } of addressesIn(text)) {
    if (start < done) continue;
    rest += `${text.slice(done, start)}{{secret.email}}`;
    done = end;
  }
  return done === 0 ? text : rest + text.slice(done);
}
