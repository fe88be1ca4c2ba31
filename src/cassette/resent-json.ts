import { isObject, type Json, parseJson } from "../domain/json.ts";
import { commonPrefix, type CutItem, type CutMember, cutJson, type JsonCut } from "../domain/json-cut.ts";

/** Reads JSON texts that resemble each other: equal items of their arrays come as the same value. */
export interface ResentJson {
  /** The value, its items made by `make` from their texts, once for each text and `lane`. Undefined: the text is no JSON. */
  read(text: string, lane: string, make: (item: string) => Json | undefined): Json | undefined;
}

/** Texts remembered to go on from: as many as conversations usually run at once. */
const TEXTS = 8;
/** Values remembered, in characters of their texts: several long sessions. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

export function createResentJson(): ResentJson {
  const recent: { readonly text: string; readonly cut: JsonCut }[] = [];
  // A piece that a cut has taken over from an earlier one is the same object: then not even its text is looked at.
  const ofPieces = new WeakMap<CutItem, Map<string, Json>>();
  const values = new Map<string, Map<string, Json>>();
  let characters = 0;

  /** Which text this one goes on from: the first that makes up half of it will do. */
  const nearestTo = (text: string): { readonly cut: JsonCut; readonly common: number; readonly same: boolean } | undefined => {
    let best: { readonly cut: JsonCut; readonly common: number; readonly same: boolean } | undefined;
    for (const one of recent) {
      const common = commonPrefix(one.text, text);
      if (!best || common > best.common) best = { cut: one.cut, common, same: common === text.length && common === one.text.length };
      if (common * 2 > text.length) break;
    }
    return best;
  };

  const cut = (text: string): JsonCut | undefined => {
    const nearest = nearestTo(text);
    if (nearest?.same) return nearest.cut;
    const made = cutJson(text, nearest?.cut, nearest?.common);
    if (!made) return undefined;
    recent.unshift({ text, cut: made });
    recent.length = Math.min(recent.length, TEXTS);
    return made;
  };

  const valueOf = (text: string, lane: string, make: (item: string) => Json | undefined): Json | undefined => {
    let known = values.get(lane);
    if (!known) values.set(lane, (known = new Map()));
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (made === undefined) return undefined;
    if ((characters += text.length) > MOST_CHARACTERS) {
      values.clear();
      characters = text.length;
      values.set(lane, (known = new Map()));
    }
    known.set(text, made);
    return made;
  };

  const pieceOf = (piece: CutItem, lane: string, make: () => Json | undefined): Json | undefined => {
    let lanes = ofPieces.get(piece);
    if (!lanes) ofPieces.set(piece, (lanes = new Map()));
    const found = lanes.get(lane);
    if (found !== undefined) return found;
    const made = make();
    if (made !== undefined) lanes.set(lane, made);
    return made;
  };

  return {
    read(text, lane, make) {
      const pieces = cut(text);
      if (!pieces) return parseJson(text) === undefined ? undefined : make(text);
      const members: [string, Json][] = [];
      for (const member of pieces.members) {
        const value = pieceOf(member, lane, () => (member.items ? itemsOf(member.items) : named(member)));
        if (value === undefined) return undefined;
        members.push([member.key, value]);
      }
      return Object.fromEntries(members);

      function itemsOf(items: readonly CutItem[]): Json | undefined {
        const made = items.map((item) => pieceOf(item, lane, () => valueOf(text.slice(item.start, item.end), lane, make)));
        return made.includes(undefined) ? undefined : (made as Json[]);
      }

      /** With its name, since that may tell that the value is a secret. */
      function named({ key, start, end }: CutMember): Json | undefined {
        return memberOf(valueOf(`{${JSON.stringify(key)}:${text.slice(start, end)}}`, lane, make), key);
      }
    },
  };
}

function memberOf(object: Json | undefined, key: string): Json | undefined {
  return isObject(object) ? object[key] : undefined;
}
