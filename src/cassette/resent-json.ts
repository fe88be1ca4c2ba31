import { isObject, type Json, parseJson } from "../domain/json.ts";
import { commonPrefix, cutJson, type JsonCut } from "./json-cut.ts";

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
  const values = new Map<string, Map<string, Json>>();
  let characters = 0;

  const cut = (text: string): JsonCut | undefined => {
    const known = recent.find((one) => one.text === text);
    if (known) return known.cut;
    const [nearest] = recent.map((one) => ({ one, common: commonPrefix(one.text, text) })).toSorted((a, b) => b.common - a.common);
    const made = cutJson(text, nearest?.one.cut, nearest?.common);
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

  return {
    read(text, lane, make) {
      const pieces = cut(text);
      if (!pieces) return parseJson(text) === undefined ? undefined : make(text);
      const members: [string, Json][] = [];
      for (const { key, start, end, items } of pieces.members) {
        // With its name, since that may tell that the value is a secret.
        const value = items ? itemsOf(items) : memberOf(valueOf(`{${JSON.stringify(key)}:${text.slice(start, end)}}`, lane, make), key);
        if (value === undefined) return undefined;
        members.push([key, value]);
      }
      return Object.fromEntries(members);

      function itemsOf(list: NonNullable<JsonCut["members"][number]["items"]>): Json | undefined {
        const made = list.map(({ start, end }) => valueOf(text.slice(start, end), lane, make));
        return made.includes(undefined) ? undefined : (made as Json[]);
      }
    },
  };
}

function memberOf(object: Json | undefined, key: string): Json | undefined {
  return isObject(object) ? object[key] : undefined;
}
