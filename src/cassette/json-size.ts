import type { Json, JsonObject } from "../domain/json.ts";

/** Is a value's JSON text longer than so many characters? Looks no further than it must; escapes are not counted. */
export function isLonger(value: Json, limit: number): boolean {
  return roomAfter(value, limit) < 0;
}

function roomAfter(value: Json, room: number): number {
  if (typeof value === "string") return room - value.length - 2;
  if (typeof value !== "object" || value === null) return room - String(value).length;
  return Array.isArray(value) ? roomAfterItems(value as readonly Json[], room) : roomAfterMembers(value as JsonObject, room);
}

function roomAfterItems(items: readonly Json[], room: number): number {
  let left = room - 2;
  for (const item of items) {
    if (left < 0) return left;
    left = roomAfter(item, left) - 1;
  }
  return left;
}

function roomAfterMembers(value: JsonObject, room: number): number {
  let left = room - 2;
  for (const key in value) {
    if (left < 0) return left;
    if (Object.hasOwn(value, key)) left = roomAfter(value[key] as Json, left - key.length - 3) - 1;
  }
  return left;
}
