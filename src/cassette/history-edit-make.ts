import { isObject, type Json, type JsonObject } from "../domain/json.ts";
import { literal } from "./history-edit.ts";
import { align } from "./history-align.ts";
import { sameJson } from "./history-same.ts";
import { isLonger } from "./json-size.ts";

/** A shorter text is told anew. */
const SHORTEST_TEXT = 80;

/** An edit, and the length of its JSON text. */
export interface Made {
  readonly edit: Json;
  readonly size: number;
}

/** How to tell a value as an edit of an earlier one, or anew where that is shorter. Undefined: they are the same. */
export function makeEdit(base: Json | undefined, value: Json): Made | undefined {
  if (sameJson(base, value)) return undefined;
  const edit = editOf(base, value);
  return edit && isLonger(value, edit.size) ? edit : made(literal(value));
}

function made(edit: Json): Made {
  return { edit, size: JSON.stringify(edit).length };
}

function editOf(base: Json | undefined, value: Json): Made | undefined {
  if (typeof base === "string" && typeof value === "string") return editText(base, value);
  if (Array.isArray(base) && Array.isArray(value)) return editList(base as readonly Json[], value as readonly Json[]);
  return isObject(base) && isObject(value) ? editMembers(base, value) : undefined;
}

function editMembers(base: JsonObject, value: JsonObject): Made {
  const set: [string, Json][] = [];
  for (const [key, one] of Object.entries(value)) {
    const change = makeEdit(Object.hasOwn(base, key) ? base[key] : undefined, one);
    if (change) set.push([key, change.edit]);
  }
  const drop = Object.keys(base).filter((key) => !Object.hasOwn(value, key));
  const keys = Object.keys(value);
  const keysAfter = [...Object.keys(base).filter((key) => Object.hasOwn(value, key)), ...keys.filter((key) => !Object.hasOwn(base, key))];
  const reordered = keys.some((key, i) => key !== keysAfter[i]);
  return made({
    ...((set.length > 0 || !(drop.length > 0 || reordered)) && { $set: Object.fromEntries(set) }),
    ...(drop.length > 0 && { $drop: drop }),
    ...(reordered && { $order: keys }),
  });
}

function editList(base: readonly Json[], value: readonly Json[]): Made {
  const steps: Json[] = [];
  for (const { kept, from, fromEnd, to, toEnd } of align(base, value)) {
    if (kept) steps.push({ $keep: fromEnd - from });
    else steps.push(...replaceItems(base.slice(from, fromEnd), value.slice(to, toEnd)));
  }
  // Nothing is said of what is left out at the end.
  while (isObject(steps.at(-1)) && Object.hasOwn(steps.at(-1) as JsonObject, "$skip")) steps.pop();
  return made({ $list: steps });
}

/** Items in the place of others: each is an edit of the one at its place where that is shorter. */
function replaceItems(base: readonly Json[], value: readonly Json[]): readonly Json[] {
  const steps: Json[] = [];
  const skip = (count: number): void => {
    if (count > 0) steps.push({ $skip: count });
  };
  value.forEach((item, i) => {
    const old = base[i];
    const edit = old === undefined ? undefined : editOf(old, item);
    if (edit && isLonger(item, edit.size)) return steps.push(edit.edit);
    skip(i < base.length ? 1 : 0);
    return steps.push(literal(item));
  });
  skip(base.length - value.length);
  return steps;
}

function editText(base: string, value: string): Made | undefined {
  const shorter = Math.min(base.length, value.length);
  if (shorter < SHORTEST_TEXT) return undefined;
  let start = 0;
  while (start < shorter && base.charCodeAt(start) === value.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && base.charCodeAt(base.length - 1 - end) === value.charCodeAt(value.length - 1 - end)) end++;
  const skipped = base.length - start - end;
  const added = value.slice(start, value.length - end);
  return made({
    $text: [
      ...(start > 0 ? [{ $keep: start }] : []),
      ...(added === "" ? [] : [added]),
      ...(skipped > 0 && end > 0 ? [{ $skip: skipped }] : []),
      ...(end > 0 ? [{ $keep: end }] : []),
    ],
  });
}
