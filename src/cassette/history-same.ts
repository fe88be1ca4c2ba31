import type { Json, JsonObject } from "../domain/json.ts";

/** Do two values have the same JSON text? The order of keys counts. Shared parts cost nothing. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a as readonly Json[], b as readonly Json[]);
  return !Array.isArray(b) && sameMembers(a as JsonObject, b as JsonObject);
}

function sameItems(a: readonly Json[], b: readonly Json[]): boolean {
  return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
}

function sameMembers(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return keys.length === others.length && keys.every((key, i) => key === others[i] && sameJson(a[key], b[key]));
}
