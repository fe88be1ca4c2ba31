import { isObject, type Json, parseJson } from "../domain/json.ts";
import { commonPrefix, type CutItem, type CutMember, cutJson, type JsonCut } from "../domain/json-cut.ts";
import { createPieceMemory } from "./piece-memory.ts";

/** Reads JSON texts that resemble each other: equal items of their arrays come as the same value. */
export interface ResentJson<Found> {
  /** The value, its items made by `make` from their texts, once for each text and `lane`. Undefined: the text is no JSON. */
  read(text: string, lane: string, make: (item: string) => Json | undefined): Json | undefined;
  /** What `find` finds in the items, in order; it looks at each text once. */
  found(text: string): readonly Found[];
}

/** Texts remembered to go on from: as many as conversations usually run at once. */
const TEXTS = 8;
/** Values remembered, in characters of their texts: several long sessions. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

export function createResentJson<Found>(find: (item: string) => readonly Found[]): ResentJson<Found> {
  const recent: { readonly text: string; readonly cut: JsonCut }[] = [];
  const values = createPieceMemory<Json>(MOST_CHARACTERS);
  const finds = createPieceMemory<readonly Found[]>(MOST_CHARACTERS);

  const cut = (text: string): JsonCut | undefined => {
    // The same text comes several times in a row.
    const same = recent.find((one) => one.text === text);
    if (same) return same.cut;
    const nearest = nearestTo(text, recent);
    const made = cutJson(text, nearest?.cut, nearest?.common);
    if (!made) return undefined;
    recent.unshift({ text, cut: made });
    recent.length = Math.min(recent.length, TEXTS);
    return made;
  };

  return {
    read(text, lane, make) {
      const pieces = cut(text);
      if (!pieces) return parseJson(text) === undefined ? undefined : make(text);
      const members: [string, Json][] = [];
      for (const member of pieces.members) {
        const value = values.ofPiece(member, lane, () => (member.items ? itemsOf(member.items) : named(member)));
        if (value === undefined) return undefined;
        members.push([member.key, value]);
      }
      return Object.fromEntries(members);

      function itemsOf(items: readonly CutItem[]): Json | undefined {
        const made = items.map((item) => values.ofPiece(item, lane, () => values.ofText(textOf(text, item), lane, make)));
        return made.includes(undefined) ? undefined : (made as Json[]);
      }

      function named(member: CutMember): Json | undefined {
        return memberOf(values.ofText(namedText(text, member), lane, make), member.key);
      }
    },

    found(text) {
      const pieces = cut(text);
      if (!pieces) return find(text);
      return pieces.members.flatMap((member) => finds.ofPiece(member, "", () => (member.items ? member.items.flatMap(inItem) : finds.ofText(namedText(text, member), "", find))) ?? []);

      function inItem(item: CutItem): readonly Found[] {
        return finds.ofPiece(item, "", () => finds.ofText(textOf(text, item), "", find)) ?? [];
      }
    },
  };
}

/** Which text this one goes on from: the first that makes up half of it will do. */
function nearestTo(text: string, recent: readonly { readonly text: string; readonly cut: JsonCut }[]): { readonly cut: JsonCut; readonly common: number } | undefined {
  let best: { readonly cut: JsonCut; readonly common: number } | undefined;
  for (const one of recent) {
    const common = commonPrefix(one.text, text);
    if (!best || common > best.common) best = { cut: one.cut, common };
    if (common * 2 > text.length) break;
  }
  return best;
}

function textOf(text: string, { start, end }: CutItem): string {
  return text.slice(start, end);
}

/** A member with its name, since that may tell that the value is a secret. */
function namedText(text: string, member: CutMember): string {
  return `{${JSON.stringify(member.key)}:${textOf(text, member)}}`;
}

function memberOf(object: Json | undefined, key: string): Json | undefined {
  return isObject(object) ? object[key] : undefined;
}
