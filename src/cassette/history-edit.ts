import { isObject, type Json, type JsonObject } from "../domain/json.ts";

// How a cassette says "like that one, but": a JSON value is told as an edit of an earlier one. People read and
// change these by hand, so the language is small:
//
//   {"$set": {"a": EDIT}, "$drop": ["b"], "$order": ["a", "c"]}   an object: members changed or added (at the end),
//                                                                members dropped, the order of all keys if it changed
//   {"$list": [{"$keep": 12}, {"$skip": 1}, EDIT, VALUE]}        an array, told along the earlier one: so many items
//                                                                kept, so many left out, one item edited, a new item
//   {"$text": [{"$keep": 100}, "new words", {"$skip": 5}]}       a string in the same way, counted in UTF-16 units
//   {"$value": VALUE}                                            a new value as it is, where an object has a key with $
//   VALUE                                                        a new value
//
// What a list or text does not mention at its end is left out.

/** The value that an edit makes of an earlier one; undefined when the edit does not fit it. What is kept is shared, not copied. */
export function applyEdit(base: Json | undefined, edit: Json): Json | undefined {
  if (!isEdit(edit)) return edit;
  const keys = Object.keys(edit);
  if (keys.every((key) => key === "$set" || key === "$drop" || key === "$order")) return applyMembers(base, edit);
  if (keys.length > 1) return undefined;
  if (keys[0] === "$value") return edit["$value"];
  if (keys[0] === "$list") return applyList(base, edit["$list"]);
  if (keys[0] === "$text") return applyText(base, edit["$text"]);
  return undefined;
}

/** Is this an edit, and no value? An object that has a key with `$` is. */
function isEdit(value: Json): value is JsonObject {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith("$"));
}

/** A new value in the language of edits. */
export function literal(value: Json): Json {
  return isEdit(value) ? { $value: value } : value;
}

function applyMembers(base: Json | undefined, edit: JsonObject): Json | undefined {
  const { $set: set = {}, $drop: drop = [], $order: order } = edit;
  if (!isObject(base) || !isObject(set) || !Array.isArray(drop)) return undefined;
  const members = new Map<string, Json>();
  for (const [key, value] of Object.entries(base)) if (!drop.includes(key)) members.set(key, value);
  for (const [key, change] of Object.entries(set)) {
    const value = applyEdit(Object.hasOwn(base, key) ? base[key] : undefined, change);
    if (value === undefined) return undefined;
    members.set(key, value);
  }
  return order === undefined ? Object.fromEntries(members) : ordered(members, order);
}

function ordered(members: ReadonlyMap<string, Json>, order: Json): Json | undefined {
  if (!Array.isArray(order) || order.length !== members.size) return undefined;
  const entries = (order as readonly Json[]).flatMap((key) => {
    if (typeof key !== "string") return [];
    const value = members.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return entries.length === members.size ? Object.fromEntries(entries) : undefined;
}

function applyList(base: Json | undefined, steps: Json | undefined): Json | undefined {
  if (!Array.isArray(base) || !Array.isArray(steps)) return undefined;
  const items: Json[] = [];
  let at = 0;
  for (const step of steps as readonly Json[]) {
    const run = runOf(step);
    if (run) {
      const end = at + run.length;
      if (end > base.length) return undefined;
      for (; run.kept && at < end; at++) items.push(base[at] as Json);
      at = end;
      continue;
    }
    const value = applyEdit(base[at] as Json | undefined, step);
    if (value === undefined) return undefined;
    items.push(value);
    if (isEdit(step) && !Object.hasOwn(step, "$value")) at++;
  }
  return items;
}

function applyText(base: Json | undefined, steps: Json | undefined): Json | undefined {
  if (typeof base !== "string" || !Array.isArray(steps)) return undefined;
  let text = "";
  let at = 0;
  for (const step of steps as readonly Json[]) {
    const run = runOf(step);
    if (run) {
      if (at + run.length > base.length) return undefined;
      if (run.kept) text += base.slice(at, at + run.length);
      at += run.length;
    } else if (typeof step === "string") text += step;
    else return undefined;
  }
  return text;
}

function runOf(step: Json): { readonly kept: boolean; readonly length: number } | undefined {
  if (!isObject(step)) return undefined;
  const keys = Object.keys(step);
  const kept = keys[0] === "$keep";
  if (keys.length !== 1 || !(kept || keys[0] === "$skip")) return undefined;
  const length = kept ? step["$keep"] : step["$skip"];
  return typeof length === "number" && Number.isSafeInteger(length) && length >= 0 ? { kept, length } : undefined;
}
