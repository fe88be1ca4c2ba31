import { type Json, parseJson } from "./json.ts";
import { commonPrefix, type CutItem, type CutMember, cutJson, type JsonCut } from "./json-cut.ts";
import { nearest, newestThatFit } from "./recent.ts";

/** As `parseJson`. What it gives is shared, so nobody may write to it. */
export type ReadJson = (text: string) => Json | undefined;

/** Shorter texts are parsed as they are. */
const WORTHWHILE = 32 * 1024;
/** Texts that are held to go on from, and their characters: as many as conversations usually run at once. */
const MOST_TEXTS = 6;
const MOST_CHARACTERS = 4 * 1024 * 1024;

interface Read {
  readonly text: string;
  readonly cut: JsonCut;
}

/**
 * A reader for texts that mostly begin like an earlier one: agents send their whole history with each ask. What is the
 * same is not parsed again, and comes as the same value.
 */
export function createJsonReader(): ReadJson {
  const values = new WeakMap<CutItem, Json>();
  let recent: readonly Read[] = [];

  function remember(read: Read, instead: Read | undefined): void {
    recent = newestThatFit([read, ...recent.filter((one) => one !== instead)], MOST_TEXTS, MOST_CHARACTERS, ({ text }) => text.length);
  }

  function valueOf(text: string, piece: CutItem): Json | undefined {
    const known = values.get(piece);
    if (known !== undefined) return known;
    const value = parseJson(text.slice(piece.start, piece.end));
    if (value !== undefined) values.set(piece, value);
    return value;
  }

  function memberOf(text: string, member: CutMember): Json | undefined {
    if (member.items === undefined) return valueOf(text, member);
    const items = member.items.map((item) => valueOf(text, item));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }

  function objectOf(text: string, { members }: JsonCut): Json | undefined {
    const entries: [string, Json][] = [];
    for (const member of members) {
      const value = memberOf(text, member);
      if (value === undefined) return undefined;
      entries.push([member.key, value]);
    }
    return Object.fromEntries(entries);
  }

  return (text) => {
    if (text.length < WORTHWHILE) return parseJson(text);
    const { before, common } = nearest(recent, text.length, (one) => commonPrefix(one.text, text));
    const cut = cutJson(text, before?.cut, common);
    const value = cut && objectOf(text, cut);
    if (cut === undefined || value === undefined) return parseJson(text);
    // An earlier state of the same conversation is not needed any more; one that only begins alike is.
    remember({ text, cut }, before && common * 2 > before.text.length ? before : undefined);
    return value;
  };
}
